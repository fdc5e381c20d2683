/**
 * Measures models on documents whose true groups are known: embeds them as ingestion does, clusters them as a run does at
 * its defaults, and prints one line of a table a model.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { openEmbedder } from "../../src/embedding/open-embedder.js";
import { NOISE } from "../../src/numeric/hdbscan/index.js";
import { normalizeRows } from "../../src/numeric/knn/index.js";
import type { NeighborGraph } from "../../src/numeric/neighbor-graph.js";
import { cutClusters } from "../../src/pipeline/tasks/cut-clusters.js";
import { findNeighbors } from "../../src/pipeline/tasks/find-neighbors.js";
import { growTree } from "../../src/pipeline/tasks/grow-tree.js";
import { checkRow } from "../../src/services/document-row.js";
import { RECLUSTER_DEFAULTS } from "../../src/services/recluster-request.js";
import { adjustedMutualInformation } from "./adjusted-mutual-information.js";
import { readColumns } from "./read-corpus.js";

const PURITY_NEIGHBORS = 10;

const { values: options } = parseArgs({
  options: {
    model: { type: "string", multiple: true },
    csv: { type: "string" },
    title: { type: "string" },
    text: { type: "string", default: "text" },
    group: { type: "string" },
  },
});
const { model: models, csv, group, title, text } = options;
if (models === undefined || csv === undefined || group === undefined) {
  throw new Error(
    "Usage: npx tsx scripts/distill/measure.ts --model FOLDER [--model FOLDER] --csv FILE.csv [--title A] [--text B] --group C",
  );
}
const { neighbors, minSamples, minClusterSize, selection } = RECLUSTER_DEFAULTS;

const rows = await readColumns(csv, title === undefined ? [text, group] : [text, group, title]);
const documents = rows.map(([text = "", group = "", title = ""], i) => ({
  text: checkRow({ title, text }, i).embeddingText,
  group,
}));

console.log("| model | documents | AMI of the clustered | AMI over all | noise | clusters | 10-NN purity |");
console.log("|---|---|---|---|---|---|---|");
for (const model of models) {
  const { name, vectors, dimension, groups } = await embedKnown(model);
  const graph = await findNeighbors({ vectors, dimension, width: neighbors }, silent());
  const tree = await growTree({ graph, vectors, dimension, neighbors, minSamples, exactLists: true }, silent());
  const { labels, noiseCount, clusterCount } = cutClusters({ key: null, tree, options: { minClusterSize, selection } });
  const clustered = groups.map((_, row) => row).filter((row) => labels[row] !== NOISE);
  const ofClustered = adjustedMutualInformation(
    clustered.map((row) => groups[row]),
    clustered.map((row) => labels[row]),
  );
  // Each document in no cluster as a group of its own.
  const ofAll = adjustedMutualInformation(
    groups,
    Array.from(labels, (label, row) => (label === NOISE ? -1 - row : label)),
  );
  const cells = [
    name,
    groups.length,
    ofClustered.toFixed(3),
    ofAll.toFixed(3),
    `${((100 * noiseCount) / groups.length).toFixed(1)}%`,
    clusterCount,
    purity(graph, groups).toFixed(3),
  ];
  console.log(`| ${cells.join(" | ")} |`);
}

/** Texts of which the model knows nothing are refused at ingestion, and left out here. */
async function embedKnown(model: string) {
  const embedder = await openEmbedder({ model: resolve(model), allowDownload: false, threads: 2 });
  try {
    const { name, dimension } = embedder.model;
    const all = await embedder.embed(documents.map((document) => document.text));
    const known = documents
      .map((_, row) => row)
      .filter((row) => all.subarray(row * dimension, (row + 1) * dimension).some((value) => value !== 0));
    const vectors = new Float32Array(known.length * dimension);
    known.forEach((row, i) => vectors.set(all.subarray(row * dimension, (row + 1) * dimension), i * dimension));
    normalizeRows(vectors, dimension, vectors);
    return { name, dimension, vectors, groups: known.map((row) => documents[row]?.group ?? "") };
  } finally {
    await embedder.close();
  }
}

/** The mean share of a document's nearest neighbors that are of its group. */
function purity({ n, k, indices }: NeighborGraph, groups: readonly string[]): number {
  const width = Math.min(k, PURITY_NEIGHBORS);
  let same = 0;
  for (let row = 0; row < n; row++) {
    for (let c = 0; c < width; c++) if (groups[indices[row * k + c] ?? -1] === groups[row]) same++;
  }
  return same / (n * width);
}

function silent() {
  return { onProgress: () => undefined };
}
