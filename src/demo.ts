import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { printable } from "./printable-text.js";
import type { ClusteringRecord, PipelineStage } from "./runs/run-record.js";
import type { RunStore } from "./runs/run-store.js";
import type { DocumentInputRow } from "./services/document-row.js";
import { DEFAULT_COLLECTION } from "./services/collection-service.js";
import { toReclusterRequest } from "./services/recluster-request.js";
import type { Services } from "./services/services.js";
import type { VectorStore } from "./store/vector-store.js";

export interface DemoDeps {
  readonly services: Services;
  readonly runs: RunStore;
  readonly store: VectorStore;
  /** Folder that holds headlines.jsonl. */
  readonly sampleDir: string;
  /** Prints one line. */
  readonly print: (line: string) => void;
  /** Ends the loading early; the next start completes it. */
  readonly signal: AbortSignal;
}

const STAGE_NAMES: Readonly<Record<PipelineStage, string>> = {
  SNAPSHOT: "snapshot",
  NEIGHBORS: "neighbors",
  FOREST: "spanning tree",
  CLUSTERS: "clusters",
  LABELS: "labels",
  LAYOUT: "layout",
  PUBLISH: "publishing",
};
const LARGEST = 5;

/**
 * On an empty store: ingests the bundled sample into the default collection, clusters it, and tells how that goes. A start
 * that was interrupted after the ingest is completed by the next one.
 */
export async function loadDemo(deps: DemoDeps): Promise<void> {
  const { services, print, signal } = deps;
  const sample = await readSample(deps.sampleDir);
  if (!(await isWanted(deps, sample))) return;
  print(`Empty store: loading the sample, ${sample.length} invented headlines.`);
  const started = performance.now();
  const embedding = stepPrinter(print, "embedding");
  await services.ingest.ingest(DEFAULT_COLLECTION, sample, {
    signal,
    onProgress: (done, total) => embedding(done / total, `${done} of ${total}`),
  });
  print(`  ${"documents".padEnd(14)} ${sample.length} stored`);
  const run = await services.clusterings.recluster(toReclusterRequest({}, null, sample.length));
  const ended = await follow(services, run, print, signal);
  if (signal.aborted) return;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  print(
    ended.status === "SUCCEEDED"
      ? `Done in ${seconds} s.`
      : `The sample could not be clustered: ${ended.error?.message ?? ended.status}`,
  );
}

/** The newest clustering of the default collection in a few lines; nothing where there is none. */
export async function printLargestTopics(deps: Pick<DemoDeps, "services" | "runs" | "print">): Promise<void> {
  const { services, runs, print } = deps;
  const collection = await runs.collectionByName(DEFAULT_COLLECTION);
  const run = collection && (await services.clusterings.newest(collection.id));
  if (!run?.summary) return;
  const { clusters } = await services.clusterings.result(run);
  const { documentCount, clusterCount, noiseCount } = run.summary;
  if (clusterCount > 0) print(`The largest of ${clusterCount} topics in ${documentCount} documents:`);
  for (const { size, title } of clusters.slice(0, LARGEST)) print(`  ${String(size).padStart(5)}  ${printable(title)}`);
  const share = Math.round((100 * noiseCount) / Math.max(1, documentCount));
  print(`  ${String(noiseCount).padStart(5)}  documents (${share}%) belong to no topic`);
}

async function readSample(directory: string): Promise<DocumentInputRow[]> {
  const text = await readFile(join(directory, "headlines.jsonl"), "utf8");
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const row = JSON.parse(line) as DocumentInputRow & { readonly publishedAt?: string };
    return { ...row, publishedAt: row.publishedAt === undefined ? null : Date.parse(row.publishedAt) };
  });
}

/** Nothing stored at all, or the sample as an interrupted start left it. */
async function isWanted({ runs, store, services }: DemoDeps, sample: readonly DocumentInputRow[]): Promise<boolean> {
  if ((await runs.countCollections()) === 0) return true;
  const collection = await runs.collectionByName(DEFAULT_COLLECTION);
  if (!collection || (await runs.countCollections()) > 1) return false;
  if ((await services.clusterings.count(collection.id)) > 0) return false;
  const count = await store.count(collection.id);
  if (count === 0 || count === sample.length) {
    const keys = sample.map(({ key }) => key ?? "");
    const found = await store.get(collection.id, keys);
    return count === 0 || found.every((document) => document !== null);
  }
  return false;
}

async function follow(
  services: Services,
  run: ClusteringRecord,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<ClusteringRecord> {
  let last = run;
  let shown: PipelineStage | null = null;
  for await (const state of services.clusterings.watch(run.id, signal)) {
    last = state;
    if (state.stage !== null && state.stage !== shown) {
      shown = state.stage;
      print(`  ${STAGE_NAMES[shown].padEnd(14)} ${Math.round(state.progress * 100)}%`);
    }
  }
  return last;
}

/** A line at each quarter. */
function stepPrinter(print: (line: string) => void, name: string): (share: number, text: string) => void {
  let quarter = 0;
  return (share, text) => {
    const now = Math.floor(share * 4);
    if (now <= quarter) return;
    quarter = now;
    print(`  ${name.padEnd(14)} ${text}`);
  };
}
