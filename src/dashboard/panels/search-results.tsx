import type { JSX } from "preact";

import { searchResults } from "../state/documents.js";
import { searchText } from "../state/location.js";
import { DocumentRow } from "./document-row.js";

/** The documents closest in meaning to a text; all of them are lit up on the map. */
export function SearchResults(): JSX.Element {
  const { status, data, error } = searchResults.value;
  return (
    <>
      <header class="inspector-title">
        <h3>“{searchText.value}”</h3>
      </header>
      {status === "failed" && <p class="error">{error?.message}</p>}
      {data && (
        <>
          <div class="list-head">
            <h4>{data.hits?.length === 0 ? "No documents" : "Closest in meaning"}</h4>
            <span class="meta">distance</span>
          </div>
          <ol class="document-list" data-pending={status === "loading"}>
            {data.hits?.map(({ rank, distance, similarity, document }) => (
              <DocumentRow
                key={rank}
                document={document}
                label={document.membership?.cluster?.label ?? -1}
                figure={distance.toFixed(3)}
                figureTitle={`Similarity ${similarity.toFixed(3)}`}
              >
                {document.membership?.cluster?.title ?? "no topic"}
              </DocumentRow>
            ))}
          </ol>
        </>
      )}
      {!data && status === "loading" && <p class="hint">Loading …</p>}
    </>
  );
}
