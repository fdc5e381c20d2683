import type { EmbeddingModel } from "../embedding/embedder.js";
import type { Logger } from "pino";
import { isTopographError, TopographError } from "../errors.js";
import type { ArtifactStore } from "../runs/artifact-store.js";
import type { CollectionLocks } from "../runs/collection-locks.js";
import type { CollectionRecord } from "../runs/collection-record.js";
import {
  type ClusteringParams,
  type ClusteringRecord,
  type ComputedBy,
  PIPELINE_STAGES,
  type PipelineStage,
  type ProjectionParams,
  type ProjectionRecord,
  type RunArtifacts,
  type RunWarning,
  type StageReport,
} from "../runs/run-record.js";
import type { RunStore } from "../runs/run-store.js";
import { type Patience, retryUpstream, type RetryOptions } from "../store/retry-upstream.js";
import type { VectorStore } from "../store/vector-store.js";
import { column, metaNumber, metaNumberOrNull } from "./artifact-columns.js";
import { claimProjection } from "./claim-projection.js";
import type { ClusteringGoal } from "../insight/clustering-goal.js";
import { exactnessOf } from "./exactness.js";
import { ApproximateGraph } from "./graph/approximate-graph.js";
import { type GraphSource, PROCESS_GRAPHS } from "./graph/graph-source.js";
import { exactnessUnaffordable } from "./graph/graph-way.js";
import { StoreGraph } from "./graph/store-graph.js";
import { settingForGoal } from "./goal-setting.js";
import { HeldArtifacts } from "./held-artifacts.js";
import { layoutObstacle, layoutSkipped, outOfMemory } from "./layout-limits.js";
import { PeakMemory } from "./peak-memory.js";
import { readCollection } from "./read-collection.js";
import type { RunEvents } from "./run-events.js";
import { runWarnings } from "./run-warnings.js";
import { clustersKey, forestKey, labelsKey, layoutKey } from "./stage-keys.js";
import type { StagePool } from "./stage-pool.js";
import { overallProgress } from "./stage-shares.js";
import {
  clustersStage,
  findGraph,
  forestStage,
  hasOtherGraph,
  labelsStage,
  layoutStage,
  neighborsStage,
  type StageContext,
} from "./stages.js";

export interface JobDeps {
  readonly store: VectorStore;
  readonly runs: RunStore;
  readonly artifacts: ArtifactStore;
  readonly locks: CollectionLocks;
  readonly pool: StagePool;
  readonly events: RunEvents;
  /** Ceiling of the JavaScript heap of the pool's threads; a layout that needs more memory is not begun. */
  readonly maxHeapMb: number;
  /** Of the server; warnings look at its scripts. */
  readonly model: EmbeddingModel | null;
  readonly log: Logger;
  /** How long a run waits for a store that is away. */
  readonly patience?: Patience | undefined;
}

/** Each try finds one more damaged artifact at least, and a run has eight. */
const MAX_TRIES = 8;

/** Where the pieces of the present run are; filled in as stages end. */
type MutableArtifacts = { -readonly [K in keyof RunArtifacts]: RunArtifacts[K] };

/** One clustering from the scan of its collection to its publication. Stages whose artifacts exist are not run again. */
export class ClusteringJob {
  readonly held: HeldArtifacts;
  readonly #stages: readonly PipelineStage[];
  readonly #artifacts: MutableArtifacts;
  readonly #reports = new Map<PipelineStage, StageReport>();
  #graphs: GraphSource = PROCESS_GRAPHS;
  /** With the size and the selection that a goal has chosen. */
  #params: ClusteringParams;
  #goalMissed: RunWarning | null = null;
  /** Why there will be no layout; the clusters are published all the same. */
  #obstacle: TopographError | null = null;

  constructor(
    private readonly deps: JobDeps,
    private readonly run: ClusteringRecord,
    private readonly collection: CollectionRecord,
    private readonly signal: AbortSignal,
  ) {
    this.held = new HeldArtifacts(deps.artifacts);
    this.#artifacts = { ...run.artifacts };
    this.#params = run.params;
    this.#stages = PIPELINE_STAGES.filter((stage) => stage !== "LAYOUT" || run.projectionParams !== null);
  }

  /** Reading a damaged artifact removes it, so that its stage runs again where the stages are gone through anew. */
  async execute(): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await this.#goThrough();
        return;
      } catch (error) {
        this.signal.throwIfAborted();
        if (!isTopographError(error, "ARTIFACT_EXPIRED") || tries === MAX_TRIES) throw error;
      }
    }
  }

  async #goThrough(): Promise<void> {
    const { params, projectionParams } = this.run;
    const { runs } = this.deps;
    const { held } = this;
    await this.#stage("SNAPSHOT", () => this.#snapshot());
    const snapshot = this.#key("snapshot");
    const n = metaNumber(await held.get(this.#key("rows")), "n");
    const rows = this.#key("rows");
    this.#graphs = await this.#graphSource(rows, n);
    const { approximate } = this.#graphs;
    const layout = projectionParams && layoutKey(snapshot, projectionParams, approximate);
    const projection = layout === null ? null : await claimProjection({ runs, held }, this.run, { layout, rows });
    if (layout && !(await held.find(layout))) {
      this.#obstacle ??= layoutObstacle(n, projectionParams, this.deps.maxHeapMb);
    }
    const drawn = this.#obstacle ? null : projectionParams;

    await this.#stage("NEIGHBORS", async (context) => {
      const madeOfIt = [forestKey(snapshot, params, approximate), ...(drawn && layout ? [layout] : [])];
      const width = graphWidth(params, drawn, n);
      const made = await Promise.all(madeOfIt.map((key) => held.find(key)));
      if (made.every((artifact) => artifact !== null)) {
        // Nothing waits for the graph; where it is still there, the run names it, so that it is kept.
        this.#artifacts.neighbors = await findGraph(context, snapshot, width);
        // What is there may come of a graph that was made another way; who asks for this way gets it.
        if (this.#artifacts.neighbors !== null || !(await hasOtherGraph(context, snapshot))) return true;
      }
      const { key, cached } = await neighborsStage(context, snapshot, width);
      this.#artifacts.neighbors = key;
      return cached;
    });
    await this.#stage("FOREST", (context) => {
      this.#artifacts.forest = forestKey(snapshot, params, approximate);
      return forestStage(context, this.#artifacts, params);
    });
    await this.#stage("CLUSTERS", async (context) => {
      const forest = this.#key("forest");
      if (params.goal) await this.#chooseSetting(context, forest, params.goal);
      this.#artifacts.clusters = clustersKey(forest, this.#params);
      return clustersStage(context, this.#artifacts, this.#params);
    });
    await this.#stage("LABELS", (context) => {
      this.#artifacts.labels = labelsKey(this.#key("clusters"), this.#key("texts"));
      return labelsStage(context, this.#artifacts);
    });
    if (drawn) await this.#layOut(drawn, layoutKey(snapshot, drawn, approximate), n);
    if (this.#obstacle) this.#artifacts.layout = null;
    await this.#publish(projection);
  }

  async #snapshot(): Promise<boolean> {
    const { rows, snapshot, texts } = this.run.artifacts;
    if (rows && snapshot && texts) {
      const kept = await Promise.all([rows, snapshot, texts].map((key) => this.held.has(key)));
      if (kept.every(Boolean)) return true;
    }
    const { signal } = this;
    const onProgress = (share: number): void => this.#progress("SNAPSHOT", share * 0.8);
    const { filter } = this.run.params;
    // Nothing is held while a store that is away is waited for.
    const taken = await retryUpstream(
      () => readCollection(this.deps, this.collection, filter, { signal, onProgress }),
      this.#waiting(),
    );
    const { keys, artifacts } = taken.scanned;
    const known = await this.held.has(keys.snapshot);
    for (const part of ["rows", "texts", "snapshot"] as const) await this.held.put(keys[part], artifacts[part]);
    Object.assign(this.#artifacts, keys);
    await this.deps.runs.updateClustering(this.run.id, { collectionRevision: taken.revision });
    return known;
  }

  #waiting(): RetryOptions {
    const { patience, log } = this.deps;
    return {
      signal: this.signal,
      patience,
      onRetry: (error, tries) =>
        log.warn({ err: error, run: this.run.id, tries }, "The store is away; the run waits for it"),
    };
  }

  async #layOut(params: ProjectionParams, key: string, n: number): Promise<void> {
    try {
      await this.#stage("LAYOUT", (context) => {
        this.#artifacts.layout = key;
        return layoutStage(context, this.#artifacts, params);
      });
    } catch (error) {
      this.#obstacle = outOfMemory(error, n, params, this.deps.maxHeapMb);
      if (!this.#obstacle) throw error;
    }
  }

  /** @param work says whether its result came from the cache */
  async #stage(stage: PipelineStage, work: (context: StageContext) => Promise<boolean>): Promise<void> {
    this.signal.throwIfAborted();
    this.#progress(stage, 0);
    const started = performance.now();
    const memory = new PeakMemory();
    let cached: boolean;
    try {
      cached = await work(this.#context((share) => this.#progress(stage, share)));
    } finally {
      memory.stop();
    }
    this.signal.throwIfAborted();
    // Gone through again, a stage that this job has run is found in the cache.
    if (!cached || this.#reports.get(stage)?.cached !== false) {
      this.#reports.set(stage, {
        stage,
        seconds: (performance.now() - started) / 1000,
        by: this.#computedBy(stage, cached),
        cached,
        peakMemoryBytes: cached ? null : memory.stop(),
      });
    }
    const progress = overallProgress(this.#stages, stage, 1);
    const artifacts = { ...this.#artifacts };
    await this.deps.runs.updateClustering(this.run.id, {
      stage,
      progress,
      artifacts,
      stages: [...this.#reports.values()],
    });
    this.deps.events.changed(this.run.id);
  }

  async #chooseSetting(context: StageContext, forest: string, goal: ClusteringGoal): Promise<void> {
    const { params, warning } = await settingForGoal(context, forest, this.run.params, goal);
    this.#params = params;
    this.#goalMissed = warning;
    await this.deps.runs.updateClustering(this.run.id, { params });
  }

  async #publish(projection: ProjectionRecord | null): Promise<void> {
    const started = performance.now();
    const clusters = await this.held.get(this.#key("clusters"));
    const documentCount = column(clusters, "labels", Int32Array).length;
    const summary = {
      documentCount,
      clusterCount: metaNumber(clusters, "clusterCount"),
      noiseCount: metaNumber(clusters, "noiseCount"),
      validity: metaNumberOrNull(clusters, "validity"),
      exactness: exactnessOf(await this.held.get(this.#key("forest")), this.run.params.exactness ?? "AUTO"),
    };
    this.#progress("PUBLISH", 0);
    const context = this.#context(() => undefined);
    const models = { own: this.deps.model, collection: this.collection.model };
    const warnings = await runWarnings(context, this.#artifacts, this.#params, summary, models);
    if (this.#goalMissed) warnings.push(this.#goalMissed);
    if (this.#obstacle) warnings.push(layoutSkipped(this.#obstacle));
    this.signal.throwIfAborted();
    if (projection && this.#obstacle) {
      const { code, message } = this.#obstacle;
      await this.deps.runs.updateProjection(projection.id, { status: "FAILED", error: { code, message } });
    }
    const seconds = (performance.now() - started) / 1000;
    this.#reports.set("PUBLISH", { stage: "PUBLISH", seconds, by: "PROCESS", cached: false, peakMemoryBytes: null });
    await this.deps.runs.publish(
      {
        id: this.run.id,
        status: "SUCCEEDED",
        stage: null,
        progress: 1,
        finishedAt: Date.now(),
        artifacts: { ...this.#artifacts },
        stages: [...this.#reports.values()],
        summary,
        warnings,
        error: null,
      },
      this.#obstacle ? null : (projection?.id ?? null),
    );
  }

  #context(onProgress: (share: number) => void): StageContext {
    const { pool, artifacts } = this.deps;
    return { pool, artifacts, held: this.held, graphs: this.#graphs, signal: this.signal, onProgress };
  }

  async #graphSource(rows: string, n: number): Promise<GraphSource> {
    const { id: collectionId } = this.collection;
    const { params, projectionParams } = this.run;
    const { filter, neighborsBy, neighborSearch, exactness } = params;
    if (neighborSearch === "APPROXIMATE") return new ApproximateGraph(graphWidth(params, projectionParams, n));
    if (neighborsBy !== "MILVUS") return PROCESS_GRAPHS;
    const { store } = this.deps;
    const source = await retryUpstream(() => store.candidates(collectionId, filter ?? undefined), this.#waiting());
    if (!source) {
      throw new TopographError("BAD_USER_INPUT", "The run wants neighbors from Milvus, and the vectors are in none.");
    }
    if (exactness === "CERTIFIED" && !source.exact) {
      const { dimension } = this.collection;
      throw exactnessUnaffordable({ documents: n, dimension, width: graphWidth(params, projectionParams, n) });
    }
    return new StoreGraph({ store, source, collectionId, filter, rows });
  }

  #computedBy(stage: PipelineStage, cached: boolean): ComputedBy {
    if (cached && stage !== "SNAPSHOT") return "CACHE";
    return stage === "NEIGHBORS" ? this.#graphs.by : "PROCESS";
  }

  #progress(stage: PipelineStage, share: number): void {
    this.deps.events.progress(this.run.id, { stage, progress: overallProgress(this.#stages, stage, share) });
  }

  #key(name: keyof RunArtifacts): string {
    const key = this.#artifacts[name];
    if (key === null) throw new TopographError("RUN_NOT_FINISHED", `The run has no ${name} yet.`);
    return key;
  }
}

/** Neighbors that clusters and layout need of each of n documents. */
function graphWidth(
  { neighbors, minSamples }: ClusteringParams,
  layout: Pick<ProjectionParams, "neighbors"> | null,
  n: number,
): number {
  return Math.min(Math.max(neighbors, minSamples, (layout?.neighbors ?? 1) - 1), n - 1);
}
