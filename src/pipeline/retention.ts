import type { ArtifactStore } from "../runs/artifact-store.js";
import type { ClusteringRecord, ProjectionRecord } from "../runs/run-record.js";
import type { RunPage, RunStore } from "../runs/run-store.js";
import { adviceKey, neighborsPrefix, softKey, sweepKey } from "./stage-keys.js";

/** Vectors, graph and forest are kept for so many snapshots of a collection. */
const KEPT_SNAPSHOTS = 2;
const PAGE = 200;

/**
 * Deletes artifacts that no run needs any more: heavy ones of all but the newest two snapshots of a collection, everything
 * of runs that are gone. No job may run meanwhile; what unfinished ones have made so far is kept. An aborted signal leaves
 * the rest to the next sweep.
 */
export async function sweepArtifacts(runs: RunStore, artifacts: ArtifactStore, signal: AbortSignal): Promise<void> {
  const listed = await artifacts.list();
  const kept = new Set<string>();
  const keptPrefixes: string[] = [];
  for await (const collectionId of collectionIds(runs)) {
    const snapshots = new Set<string>();
    for await (const run of clusterings(runs, collectionId)) {
      const { rows, snapshot, texts, neighbors, forest, clusters, labels, layout } = run.artifacts;
      const unfinished = run.status === "QUEUED" || run.status === "RUNNING";
      if (snapshot !== null && (run.status === "SUCCEEDED" || unfinished) && snapshots.size < KEPT_SNAPSHOTS) {
        snapshots.add(snapshot);
      }
      const light = [
        rows,
        clusters,
        labels,
        layout,
        clusters && adviceKey(clusters),
        clusters && softKey(clusters),
        forest && sweepKey(forest, run.params),
      ];
      const heavy = snapshot !== null && snapshots.has(snapshot) ? [snapshot, texts, neighbors, forest] : [];
      for (const key of [...light, ...heavy]) if (key !== null) kept.add(key);
      // A running job may have written a graph that its record does not name yet.
      if (unfinished && snapshot !== null) keptPrefixes.push(neighborsPrefix(snapshot));
    }
    // A map outlives the run it was asked through.
    for await (const { rowsKey, layoutKey } of projections(runs, collectionId)) kept.add(rowsKey).add(layoutKey);
  }
  const surplus = listed
    .map(({ key }) => key)
    .filter((key) => !kept.has(key) && !keptPrefixes.some((prefix) => key.startsWith(prefix)));
  for (const key of surplus) {
    if (signal.aborted) return;
    await artifacts.delete([key]);
  }
}

async function* collectionIds(runs: RunStore): AsyncGenerator<string> {
  let after: string | undefined;
  for (;;) {
    const page = await runs.listCollections({ limit: PAGE, ...(after !== undefined && { after }) });
    for (const { id } of page) yield id;
    after = page.at(-1)?.name;
    if (page.length < PAGE || after === undefined) return;
  }
}

/** Newest first. */
async function* clusterings(runs: RunStore, collectionId: string): AsyncGenerator<ClusteringRecord> {
  let after: RunPage["after"];
  for (;;) {
    const page = await runs.listClusterings(collectionId, { limit: PAGE, ...(after && { after }) });
    yield* page;
    const last = page.at(-1);
    if (page.length < PAGE || !last) return;
    after = { time: last.requestedAt, id: last.id };
  }
}

/** Newest first. */
async function* projections(runs: RunStore, collectionId: string): AsyncGenerator<ProjectionRecord> {
  let after: RunPage["after"];
  for (;;) {
    const page = await runs.listProjections(collectionId, { limit: PAGE, ...(after && { after }) });
    yield* page;
    const last = page.at(-1);
    if (page.length < PAGE || !last) return;
    after = { time: last.createdAt, id: last.id };
  }
}
