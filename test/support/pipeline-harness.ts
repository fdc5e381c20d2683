import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { EmbeddingModel, ModelIdentity } from "../../src/embedding/embedder.js";
import { ChangeEvents } from "../../src/pipeline/change-events.js";
import { LineageTracer } from "../../src/pipeline/lineage-tracer.js";
import { JobQueue } from "../../src/pipeline/job-queue.js";
import { RunEvents } from "../../src/pipeline/run-events.js";
import { StagePool } from "../../src/pipeline/stage-pool.js";
import type { ArtifactStore } from "../../src/runs/artifact-store.js";
import { CollectionLocks } from "../../src/runs/collection-locks.js";
import type { CollectionRecord } from "../../src/runs/collection-record.js";
import type { LineageStore } from "../../src/runs/lineage-store.js";
import { openRuns } from "../../src/runs/open-runs.js";
import type { ClusteringRecord } from "../../src/runs/run-record.js";
import type { RunStore } from "../../src/runs/run-store.js";
import { ClusteringService } from "../../src/services/clustering-service.js";
import { ProjectionService } from "../../src/services/projection-service.js";
import { type ReclusterInput, toReclusterRequest } from "../../src/services/recluster-request.js";
import type { EmbeddedDocument } from "../../src/store/document.js";
import type { DocumentFilter } from "../../src/store/document-filter.js";
import { openEmbeddedStore } from "../../src/store/embedded/open-embedded-store.js";
import type { Metric, VectorStore } from "../../src/store/vector-store.js";

export interface PipelineOptions {
  /** A folder that an earlier harness has kept; by default a new one. */
  readonly directory?: string;
  /** What a layout may need at most. */
  readonly maxHeapMb?: number;
  /** Up to so many documents AUTO searches neighbors exactly. */
  readonly exactGraphMax?: number;
  /** What the threads really have; by default the same. */
  readonly threadHeapMb?: number;
  /** Of the server. */
  readonly model?: EmbeddingModel;
  /** Keeps the documents; the embedded store by default. Closed with the harness. */
  readonly store?: VectorStore;
  /** Stands before the artifacts. */
  readonly artifacts?: (artifacts: ArtifactStore) => ArtifactStore;
}

/** A pipeline over real stores in a folder of its own, with one collection. */
export class PipelineHarness {
  readonly events = new RunEvents();
  readonly clusterings: ClusteringService;
  readonly projections: ProjectionService;
  readonly queue: JobQueue;
  readonly tracer: LineageTracer;
  readonly #pool: StagePool;
  readonly #recutPool: StagePool;

  private constructor(
    readonly directory: string,
    readonly store: VectorStore,
    readonly runs: RunStore,
    readonly artifacts: ArtifactStore,
    readonly lineages: LineageStore,
    private readonly closeRuns: () => Promise<void>,
    { maxHeapMb = 4096, threadHeapMb = maxHeapMb, model, exactGraphMax = 200_000 }: PipelineOptions,
  ) {
    const limits = { threads: 1, maxHeapMb: threadHeapMb };
    this.#pool = new StagePool(limits);
    this.#recutPool = new StagePool(limits);
    const shared = { store, runs, artifacts, events: this.events, collectionEvents: new ChangeEvents() };
    const log = pino({ level: "silent" });
    this.tracer = new LineageTracer({ lineages, artifacts, pool: this.#recutPool, log });
    this.queue = new JobQueue({
      ...shared,
      tracer: this.tracer,
      locks: new CollectionLocks(),
      pool: this.#pool,
      maxHeapMb,
      model: model ?? null,
      log,
      concurrency: 1,
    });
    const graphs = { neighborsBy: "AUTO", maxMemoryMb: Math.max(4096, maxHeapMb), exactGraphMax } as const;
    this.clusterings = new ClusteringService({ ...shared, queue: this.queue, recutPool: this.#recutPool, graphs });
    this.projections = new ProjectionService(shared);
  }

  static async open(options: PipelineOptions = {}): Promise<PipelineHarness> {
    const folder = options.directory ?? (await mkdtemp(join(tmpdir(), "topograph-")));
    const store = options.store ?? (await openEmbeddedStore(folder));
    const { runs, artifacts, lineages, close } = await openRuns(folder, { log: pino({ level: "silent" }) });
    return new PipelineHarness(
      folder,
      store,
      runs,
      options.artifacts?.(artifacts) ?? artifacts,
      lineages,
      close,
      options,
    );
  }

  async createCollection(
    name: string,
    dimension: number,
    model: ModelIdentity | null = null,
    metric: Metric = "COSINE",
  ): Promise<CollectionRecord> {
    // On a server that outlives the test it must be nobody else's.
    const id = this.store.kind === "EMBEDDED" ? `c-${name}` : randomUUID();
    const collection: CollectionRecord = {
      id,
      name,
      metric,
      dimension,
      store: this.store.kind,
      model,
      readOnly: false,
      source: null,
      fingerprint: null,
      revision: 0,
      createdAt: Date.now(),
    };
    await this.runs.createCollection(collection);
    await this.store.createCollection(collection);
    return collection;
  }

  async write(collection: CollectionRecord, documents: readonly EmbeddedDocument[]): Promise<void> {
    await this.runs.bumpRevision(collection.id);
    await this.store.upsert(collection.id, documents);
  }

  async recluster(input: ReclusterInput, filter: DocumentFilter | null = null): Promise<ClusteringRecord> {
    const collection = await this.runs.collectionByName(input.collection ?? "default");
    const documentCount = collection ? await this.store.count(collection.id, filter ?? undefined) : 0;
    return this.clusterings.recluster(toReclusterRequest(input, filter, documentCount));
  }

  async ended(run: ClusteringRecord): Promise<ClusteringRecord> {
    let last = run;
    for await (const state of this.clusterings.watch(run.id, new AbortController().signal)) last = state;
    return last;
  }

  async run(input: ReclusterInput, filter: DocumentFilter | null = null): Promise<ClusteringRecord> {
    return this.ended(await this.recluster(input, filter));
  }

  async close({ keep = false } = {}): Promise<void> {
    await this.queue.close();
    await this.tracer.close();
    await this.#pool.close();
    await this.#recutPool.close();
    await this.closeRuns();
    await this.store.close();
    if (!keep) await rm(this.directory, { recursive: true, force: true });
  }
}
