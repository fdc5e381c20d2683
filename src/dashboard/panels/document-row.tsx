import type { ComponentChildren, JSX } from "preact";

import { topicColor } from "../state/color-scheme.js";
import { pointAt, selectDocument } from "../state/documents.js";
import { beginning } from "./format.js";

interface DocumentRowProps {
  readonly document: { readonly id: string; readonly title: string; readonly text: string };
  /** -1 for no topic. */
  readonly label: number;
  /** A figure at the end of the line. */
  readonly figure?: string;
  readonly figureTitle?: string;
  readonly children?: ComponentChildren;
}

const TITLE_LENGTH = 140;
const TEXT_LENGTH = 110;

/** One line of a list of documents: pointing at it lights it up on the map, a click selects it. */
export function DocumentRow({ document, label, figure, figureTitle, children }: DocumentRowProps): JSX.Element {
  const title = document.title.trim() || beginning(document.text, TITLE_LENGTH);
  return (
    <li class="document-row" style={{ "--topic": topicColor(label) }}>
      <button
        type="button"
        onClick={() => {
          pointAt(null);
          selectDocument(document.id);
        }}
        onPointerEnter={() => pointAt(document.id)}
        onPointerLeave={() => pointAt(null)}
        onFocus={() => pointAt(document.id)}
        onBlur={() => pointAt(null)}
      >
        <span class="swatch" />
        <span class="document-title">{title}</span>
        {figure !== undefined && (
          <span class="number" title={figureTitle}>
            {figure}
          </span>
        )}
        <span class="document-text">
          {children ?? (document.title.trim() ? beginning(document.text, TEXT_LENGTH) : null)}
        </span>
      </button>
    </li>
  );
}
