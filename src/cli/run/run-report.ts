import { count, percent } from "../output/table.js";
import { printable } from "../../printable-text.js";
import type { Run } from "./follow-run.js";

/** The outcome of a run: its clusters, its noise, the time each stage took, and what to try where it warns. */
export function describeRun(run: Run): string {
  const lines: string[] = [];
  if (run.status === "SUCCEEDED") {
    const clusters = run.clusterCount ?? 0;
    lines.push(
      `${count(clusters)} ${clusters === 1 ? "cluster" : "clusters"} of ${count(run.documentCount ?? 0)} documents; ` +
        `${percent(run.noiseShare)} (${count(run.noiseCount ?? 0)}) belong to none`,
    );
    if (run.exactness) lines.push(describeExactness(run.exactness));
  } else {
    lines.push(`the run is ${run.status}`);
  }
  lines.push(`run ${run.id} of collection ${run.collection.name}`);
  for (const { stage, seconds, cached } of run.stages) {
    lines.push(
      `  ${stage.toLowerCase().padEnd(10)} ${seconds.toFixed(2).padStart(8)} s${cached ? "  (already there)" : ""}`,
    );
  }
  return [...lines, ...describeWarnings(run.warnings, run.collection.name)].join("\n");
}

function describeExactness({ certified, certifiedShare, recallAtK }: NonNullable<Run["exactness"]>): string {
  if (typeof recallAtK === "number") {
    return `of approximate neighbors, ${percent(recallAtK)} of them the true ones on a sample; nothing is proven`;
  }
  if (certified) return "proven to be what full HDBSCAN finds, in any order of the documents";
  // Rounded down: 100% is said of a tree that is proven.
  const proven = (Math.floor(certifiedShare * 1000) / 10).toFixed(1);
  return `${proven}% of the tree is proven to be that of full HDBSCAN; --exactness CERTIFIED proves the rest`;
}

/** @param collection the one that the run belongs to */
export function describeWarnings(warnings: Run["warnings"], collection: string): string[] {
  return warnings.flatMap(({ code, message, suggestion }) => [
    `warning ${code}: ${printable(message)}`,
    ...(suggestion === null ? [] : [`  try: topograph recluster --collection ${collection} ${asOptions(suggestion)}`]),
  ]);
}

/** What a suggestion may set; its other members are the figures that it gave. */
const OPTION_OF: Readonly<Record<string, string>> = {
  minClusterSize: "--min-cluster-size",
  minSamples: "--min-samples",
  neighbors: "--neighbors",
  selection: "--selection",
  epsilon: "--epsilon",
  maxClusterSize: "--max-cluster-size",
};

/** { minSamples: 1, noiseShare: 0.3 } -> --min-samples 1 */
function asOptions(suggestion: Readonly<Record<string, unknown>>): string {
  return Object.entries(suggestion)
    .flatMap(([name, value]) => {
      const flag = OPTION_OF[name];
      return flag === undefined || value === null ? [] : [`${flag} ${String(value)}`];
    })
    .join(" ");
}
