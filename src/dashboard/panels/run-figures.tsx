import type { JSX } from "preact";

import { collection } from "../state/overview.js";
import { shownRun } from "../state/run.js";
import { formatCount, formatPercent } from "./format.js";

/** The run in three figures that are always read together. */
export function RunFigures(): JSX.Element | null {
  const run = shownRun.value;
  if (!run) {
    const documents = collection.value?.documentCount;
    if (documents === undefined || documents === null) return null;
    return (
      <dl class="figures">
        <Figure name={documents === 1 ? "document" : "documents"} value={formatCount(documents)} />
      </dl>
    );
  }
  const [documents, topics] = [run.documentCount ?? 0, run.clusterCount ?? 0];
  return (
    <dl class="figures">
      <Figure name={documents === 1 ? "document" : "documents"} value={formatCount(documents)} />
      <Figure name={topics === 1 ? "topic" : "topics"} value={formatCount(topics)} />
      <Figure name="no topic" value={formatPercent(run.noiseShare ?? 0)} />
    </dl>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
