import { randomUUID } from "node:crypto";
import { Mutex } from "../database/mutex.js";
import { TopographError } from "../errors.js";
import type { ChangeEvents } from "../pipeline/change-events.js";
import { graphWay, type NeighborsBy, processMegabytes } from "../pipeline/graph/graph-way.js";
import { type ClusteringGoal, chosenParams, meetGoal } from "../insight/clustering-goal.js";
import type { SweepPoint } from "../numeric/hdbscan/index.js";
import { searchWay } from "../pipeline/graph/search-way.js";
import type { JobQueue } from "../pipeline/job-queue.js";
import type { RunEvents } from "../pipeline/run-events.js";
import { noDocuments } from "../pipeline/snapshot.js";
import { requestHash, softKey, workKey } from "../pipeline/stage-keys.js";
import type { StagePool } from "../pipeline/stage-pool.js";
import { required } from "../pipeline/stages.js";
import type { ArtifactStore } from "../runs/artifact-store.js";
import type { CollectionRecord } from "../runs/collection-record.js";
import type { ClusteringParams, ClusteringRecord, RunArtifacts } from "../runs/run-record.js";
import type { RunPage, RunStore } from "../runs/run-store.js";
import { ClusteringCutter, softSource } from "./clustering-cut.js";
import { loadClusteringResult } from "./clustering-loader.js";
import type { ClusteringResult } from "./clustering-result.js";
import { noCollection } from "./collection-service.js";
import { checkClustering, recutParams } from "./recluster-request.js";
import { ResultCache } from "./result-cache.js";
import {
  type ClusteringAccess,
  type ClusteringCut,
  type ReclusterRequest,
  requireSuccess,
  type Explanation,
  type PlacedPoint,
  type SoftSource,
} from "./run-access.js";

export interface ClusteringServiceDeps {
  readonly runs: RunStore;
  readonly artifacts: ArtifactStore;
  readonly queue: JobQueue;
  readonly events: RunEvents;
  readonly collectionEvents: ChangeEvents;
  /** Its own threads: a recut must not wait behind a layout. */
  readonly recutPool: StagePool;
  readonly graphs: GraphSettings;
}

export interface GraphSettings {
  /** What AUTO stands for. */
  readonly neighborsBy: NeighborsBy;
  /** What a graph may take in the process before AUTO leaves it to Milvus. */
  readonly maxMemoryMb: number;
  /** Up to so many documents the process searches neighbors exactly where a run does not say. */
  readonly exactGraphMax: number;
}

const MAX_QUEUED = 100;
const CACHED_RESULTS = 8;
const CACHED_SOFT = 2;
const NO_ARTIFACTS: RunArtifacts = {
  rows: null,
  snapshot: null,
  texts: null,
  neighbors: null,
  forest: null,
  clusters: null,
  labels: null,
  layout: null,
};

/** Clusterings as the API knows them: asked for, watched, read, cut otherwise. */
export class ClusteringService implements ClusteringAccess {
  readonly #results = new ResultCache<ClusteringResult>(CACHED_RESULTS);
  /** Two equal requests at once must become one run. */
  readonly #requests = new Mutex();

  readonly #cutter: ClusteringCutter;
  readonly #soft = new ResultCache<SoftSource>(CACHED_SOFT);

  constructor(private readonly deps: ClusteringServiceDeps) {
    this.#cutter = new ClusteringCutter(deps.artifacts, deps.recutPool);
  }

  async recluster(request: ReclusterRequest): Promise<ClusteringRecord> {
    const collection = await this.deps.runs.collectionByName(request.collection);
    if (!collection) throw noCollection(request.collection);
    return this.#requests.run(() => this.#recluster(request, collection));
  }

  async #recluster(request: ReclusterRequest, collection: CollectionRecord): Promise<ClusteringRecord> {
    const { runs, queue } = this.deps;
    const { projection, idempotencyKey } = request;
    const clustering = this.#withGraphWay(request, collection);
    // Read again: a write may have been acknowledged while this request waited its turn.
    const revision = (await runs.collectionById(collection.id))?.revision ?? collection.revision;
    const work = workKey(collection.id, revision, clustering, projection);
    const repeated =
      idempotencyKey === null ? null : await runs.clusteringByIdempotencyKey(collection.id, idempotencyKey);
    if (repeated) return this.#checkRepeated(repeated, request);
    const same = await runs.clusteringByWorkKey(collection.id, work);
    if (same && isSameWork(same, collection) && (await this.#isUsable(same))) return this.#live(same);
    // Counted before: to count may take long, and all other requests wait for this one.
    if (request.documentCount === 0) throw noDocuments(collection.name, clustering.filter);
    if (queue.length >= MAX_QUEUED) {
      throw new TopographError("QUEUE_FULL", `${MAX_QUEUED} runs are waiting already; try again when some have ended.`);
    }
    const run: ClusteringRecord = {
      id: randomUUID(),
      collectionId: collection.id,
      params: clustering,
      projectionParams: projection,
      workKey: work,
      idempotencyKey,
      requestHash: request.requestHash,
      status: "QUEUED",
      stage: null,
      progress: 0,
      requestedAt: Date.now(),
      startedAt: null,
      finishedAt: null,
      collectionRevision: revision,
      artifacts: NO_ARTIFACTS,
      projectionId: null,
      summary: null,
      stages: [],
      warnings: [],
      error: null,
      attempts: 0,
    };
    await runs.insertClustering(run);
    queue.submit(run.id, collection.id);
    this.deps.collectionEvents.changed(collection.id);
    return run;
  }

  /** Fills in who computes the graph, and how this process does. */
  #withGraphWay({ clustering, projection, ...request }: ReclusterRequest, collection: CollectionRecord) {
    const { neighborsBy, ...limits } = this.deps.graphs;
    const { documentCount: documents, neighborSearch } = request;
    const widest = Math.max(clustering.neighbors, clustering.minSamples, (projection?.neighbors ?? 1) - 1);
    const size = { documents, dimension: collection.dimension, width: Math.min(widest, Math.max(0, documents - 1)) };
    if (request.neighborsBy === "MILVUS" && neighborSearch !== "AUTO") throw noSearchByMilvus(neighborSearch);
    // The server's setting is for collections in Milvus; the others have one way only. How it searches says a process that does.
    const byDefault = neighborSearch !== "AUTO" ? "PROCESS" : collection.store === "MILVUS" ? neighborsBy : "AUTO";
    const wanted = request.neighborsBy === "AUTO" ? byDefault : request.neighborsBy;
    // An index of Milvus may be approximate, and nothing is proven by it; who leaves the way open gets the exact one.
    const open = request.neighborsBy === "AUTO" && clustering.exactness === "CERTIFIED";
    const exactly = open && processMegabytes(size) <= limits.maxMemoryMb;
    const way = exactly ? "PROCESS" : graphWay(wanted, collection.store, size, limits.maxMemoryMb);
    if (way === "MILVUS") return { ...clustering, neighborsBy: way };
    const search = searchWay(neighborSearch, clustering.exactness ?? "AUTO", size, limits);
    return { ...clustering, neighborsBy: way, ...(search === "APPROXIMATE" && { neighborSearch: search }) };
  }

  /** A key that was used for this very request gives its run, whatever became of it. */
  #checkRepeated(run: ClusteringRecord, request: ReclusterRequest): ClusteringRecord {
    const { clustering, projection, idempotencyKey } = request;
    const isSame = run.requestHash
      ? run.requestHash === request.requestHash
      : requestHash(run.params, run.projectionParams) === requestHash(clustering, projection);
    if (isSame) return this.#live(run);
    throw new TopographError(
      "IDEMPOTENCY_MISMATCH",
      `The idempotency key ${idempotencyKey} was used for a run with other parameters; use a new key.`,
      { idempotencyKey },
    );
  }

  /**
   * The same work is done again where a part of the run is gone: one that was swept away, without which it cannot be cut
   * otherwise, one that was damaged, or a layout that there was no memory for or that was deleted.
   */
  async #isUsable({ status, artifacts, projectionParams, projectionId }: ClusteringRecord): Promise<boolean> {
    if (status !== "SUCCEEDED") return true;
    if (projectionParams !== null && (artifacts.layout === null || projectionId === null)) return false;
    const parts = Object.values<string | null>({ ...artifacts }).filter((key) => key !== null);
    const kept = await Promise.all(parts.map((key) => this.deps.artifacts.has(key)));
    return kept.every(Boolean);
  }

  async cancel(id: string): Promise<ClusteringRecord> {
    await this.#existing(id);
    await this.deps.queue.cancel(id);
    return this.#existing(id);
  }

  async remove(id: string): Promise<boolean> {
    await this.deps.queue.cancel(id);
    this.#results.delete(id);
    const run = await this.deps.runs.clusteringById(id);
    const removed = await this.deps.runs.deleteClustering(id);
    this.deps.events.ended(id);
    if (run) this.deps.collectionEvents.changed(run.collectionId);
    this.sweep();
    return removed;
  }

  sweep(): void {
    this.deps.queue.sweepSoon();
  }

  async byId(id: string): Promise<ClusteringRecord | null> {
    const run = await this.deps.runs.clusteringById(id);
    return run && this.#live(run);
  }

  newest(collectionId: string): Promise<ClusteringRecord | null> {
    return this.deps.runs.newestClustering(collectionId, "SUCCEEDED");
  }

  async list(collectionId: string, page: RunPage): Promise<ClusteringRecord[]> {
    return (await this.deps.runs.listClusterings(collectionId, page)).map((run) => this.#live(run));
  }

  count(collectionId: string): Promise<number> {
    return this.deps.runs.countClusterings(collectionId);
  }

  async result(run: ClusteringRecord): Promise<ClusteringResult> {
    requireSuccess(run);
    return this.#results.get(run.id, () => loadClusteringResult(run, this.deps.artifacts));
  }

  async recut(
    run: ClusteringRecord,
    change: Partial<ClusteringParams>,
    signal?: AbortSignal,
    goal: ClusteringGoal | null = null,
  ): Promise<ClusteringCut> {
    requireSuccess(run);
    const params = checkClustering(recutParams(run.params, change));
    const { keys } = (await this.result(run)).columns;
    const outcome = goal && meetGoal(await this.#cutter.sweep(run, params, signal), goal, params);
    const chosen = outcome ? chosenParams(params, outcome) : params;
    const cut = await this.#cutter.cut(run, chosen, keys, signal);
    return { ...cut, goal: outcome };
  }

  softOf(run: ClusteringRecord): Promise<SoftSource> {
    requireSuccess(run);
    const key = softKey(required(run.artifacts, "clusters"));
    return this.#soft.get(key, async () => {
      const stored = await this.deps.artifacts.read(key);
      if (stored) return softSource(stored);
      const soft = await this.#cutter.soft(run, run.params);
      const { top, labels, probabilities } = soft;
      await this.deps.artifacts.write(key, { meta: { top }, arrays: { labels, probabilities } });
      return soft;
    });
  }

  async place(run: ClusteringRecord, vectors: Float32Array, signal?: AbortSignal): Promise<PlacedPoint[]> {
    requireSuccess(run);
    return this.#cutter.place(run, vectors, signal);
  }

  async explain(run: ClusteringRecord, rows: readonly number[], signal?: AbortSignal): Promise<Explanation[]> {
    requireSuccess(run);
    return this.#cutter.explain(run, rows, signal);
  }

  async sweepOf(run: ClusteringRecord, signal?: AbortSignal): Promise<readonly SweepPoint[]> {
    requireSuccess(run);
    return this.#cutter.sweep(run, run.params, signal);
  }

  async *watch(id: string, signal: AbortSignal): AsyncGenerator<ClusteringRecord, void, undefined> {
    const ended = new AbortController();
    const stop = AbortSignal.any([signal, ended.signal]);
    // Listening begins before the first look, so that nothing between the two is missed.
    const changes = this.deps.events.changes(id, stop);
    let next = changes.next();
    try {
      for (;;) {
        const run = await this.byId(id);
        if (!run || signal.aborted) return;
        yield run;
        if (run.status !== "QUEUED" && run.status !== "RUNNING") return;
        if ((await next).done) return;
        next = changes.next();
      }
    } finally {
      ended.abort();
      await next.catch(() => undefined);
    }
  }

  async queueLength(): Promise<number> {
    return this.deps.queue.length;
  }

  /** The stored record, with the progress made since it was written. */
  #live(run: ClusteringRecord): ClusteringRecord {
    const live = run.status === "RUNNING" ? this.deps.events.live(run.id) : undefined;
    return live ? { ...run, stage: live.stage, progress: Math.max(run.progress, live.progress) } : run;
  }

  async #existing(id: string): Promise<ClusteringRecord> {
    const run = await this.byId(id);
    if (run) return run;
    throw new TopographError("NOT_FOUND", "There is no such clustering.", { kind: "Clustering", id });
  }
}

/**
 * Only the embedded store's documents are changed by this server alone, so that an unchanged revision stands for a scan. What
 * others may write to is read again, unless the run that is there has still to read it.
 */
function isSameWork({ status }: ClusteringRecord, { store }: CollectionRecord): boolean {
  return store === "EMBEDDED" || status === "QUEUED";
}

function noSearchByMilvus(actual: string): TopographError {
  return new TopographError(
    "BAD_USER_INPUT",
    "neighborSearch says how this server searches, and neighborsBy: MILVUS leaves that to Milvus and its index; leave one out.",
    { argument: "neighborSearch", actual },
  );
}
