import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import { topicColor } from "../state/color-scheme.js";
import { hover, hoveredDocument } from "../state/documents.js";
import { map, viewLabels } from "../state/run.js";
import { topicByLabel } from "../state/topics.js";
import { beginning, formatDate, formatPercent } from "./format.js";

const TEXT_LENGTH = 200;
const DISTANCE = 16;

/** Beside the pointer and always inside the map. The topic shows at once; title and text when they have come. */
export function HoverCard(): JSX.Element | null {
  const card = useRef<HTMLDivElement>(null);
  const at = hover.value;
  useLayoutEffect(() => {
    const element = card.current;
    const frame = element?.parentElement;
    if (!element || !frame || !at) return;
    const { offsetWidth: width, offsetHeight: height } = element;
    const left = at.x + DISTANCE + width > frame.clientWidth ? at.x - DISTANCE - width : at.x + DISTANCE;
    const top = Math.min(at.y + DISTANCE, frame.clientHeight - height - 8);
    element.style.transform = `translate(${Math.max(8, Math.round(left))}px, ${Math.max(8, Math.round(top))}px)`;
  });
  if (!at || !map.value) return null;
  const document = hoveredDocument.value;
  return (
    <div class="hover-card" ref={card} role="tooltip">
      {document && (
        <>
          <h3>{document.title || beginning(document.text, 90)}</h3>
          {document.title !== "" && document.text.trim() !== "" && <p>{beginning(document.text, TEXT_LENGTH)}</p>}
        </>
      )}
      <HoverTopic row={at.row} />
      {document?.publishedAt && <p class="meta">{formatDate(document.publishedAt)}</p>}
    </div>
  );
}

function HoverTopic({ row }: { readonly row: number }): JSX.Element {
  const label = map.value!.labels[row]!;
  const joined = viewLabels.value[row] ?? -1;
  if (joined < 0) {
    return (
      <p class="topic-line" style={{ "--topic": topicColor(-1) }}>
        <span class="swatch" /> belongs to no topic
      </p>
    );
  }
  const title =
    topicByLabel.value.get(joined)?.title ?? hoveredDocument.value?.membership?.cluster?.title ?? `Topic ${joined + 1}`;
  return (
    <p class="topic-line" style={{ "--topic": topicColor(joined) }}>
      <span class="swatch" />
      <span class="topic-name">{label < 0 ? <em>no topic; nearest: {title}</em> : title}</span>
      {label >= 0 && <span class="number">{formatPercent(map.value!.probabilities[row]!)}</span>}
    </p>
  );
}
