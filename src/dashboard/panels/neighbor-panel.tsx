import type { JSX } from "preact";

import { topicColor } from "../state/color-scheme.js";
import { documentDetails } from "../state/documents.js";
import { selectedDocument } from "../state/location.js";
import { selectTopic } from "../state/topics.js";
import type { DocumentNeighborsQuery } from "../operations.generated.js";
import { DocumentRow } from "./document-row.js";
import { beginning, formatDate, formatPercent } from "./format.js";
import { Icon } from "./icon.js";

type Details = NonNullable<DocumentNeighborsQuery["document"]>;

/** The selected document and the documents closest to it in meaning, wherever the map has put them. */
export function NeighborPanel(): JSX.Element {
  const { status, data, error } = documentDetails.value;
  if (status === "failed") return <p class="error">{error?.message}</p>;
  if (!data || data.id !== selectedDocument.value) return <p class="hint">Loading …</p>;
  return (
    <>
      <DocumentHead document={data} />
      <div class="list-head">
        <h4>Nearest documents</h4>
        <span class="meta">distance</span>
      </div>
      <ol class="document-list">
        {data.neighbors?.map(({ rank, distance, similarity, document }) => (
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
      {data.neighbors?.length === 0 && <p class="hint">There is no other document.</p>}
    </>
  );
}

function DocumentHead({ document }: { readonly document: Details }): JSX.Element {
  const { title, text, url, publishedAt, membership, key } = document;
  const cluster = membership?.cluster;
  return (
    <header class="inspector-title">
      <h3>{title.trim() || beginning(text, 120)}</h3>
      {title.trim() !== "" && <p class="document-body">{text}</p>}
      <p class="meta">
        {publishedAt && <span>{formatDate(publishedAt)}</span>}
        <span title="The document's key">{key}</span>
        {isWebAddress(url) && (
          <a href={url} target="_blank" rel="noopener noreferrer">
            source <Icon name="link" />
          </a>
        )}
      </p>
      {cluster ? (
        <button
          type="button"
          class="topic-chip"
          style={{ "--topic": topicColor(cluster.label) }}
          onClick={() => selectTopic(cluster.id)}
        >
          <span class="swatch" />
          <span class="topic-name">{cluster.title}</span>
          <span class="number">{formatPercent(membership.probability)}</span>
        </button>
      ) : (
        <p class="topic-line" style={{ "--topic": topicColor(-1) }}>
          <span class="swatch" /> {membership ? "belongs to no topic" : "not in this run"}
        </p>
      )}
    </header>
  );
}

/** A document's address comes from its source: only what a browser opens as a page becomes a link. */
function isWebAddress(url: string | null): url is string {
  return url !== null && /^https?:\/\//i.test(url);
}
