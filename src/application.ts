import type { Logger } from "pino";
import type { Config } from "./config.js";
import { lockDataDir } from "./database/data-dir-lock.js";
import { openEmbedder } from "./embedding/open-embedder.js";
import { LineageTracer } from "./pipeline/lineage-tracer.js";
import { ChangeEvents } from "./pipeline/change-events.js";
import { JobQueue } from "./pipeline/job-queue.js";
import { RunEvents } from "./pipeline/run-events.js";
import { StagePool } from "./pipeline/stage-pool.js";
import { openStores } from "./open-stores.js";
import { projectVersion } from "./project-root.js";
import { CollectionLocks } from "./runs/collection-locks.js";
import { openRuns } from "./runs/open-runs.js";
import type { RunStore } from "./runs/run-store.js";
import { ClusteringService } from "./services/clustering-service.js";
import { ProjectionService } from "./services/projection-service.js";
import { createServices, type Services } from "./services/services.js";
import { TopicService } from "./services/topic-service.js";
import type { VectorStore } from "./store/vector-store.js";
import { join } from "node:path";

/** A thread that has cut a tree knows it, and who cuts once cuts again. */
const RECUT_IDLE_MS = 600_000;

export interface Application {
  readonly services: Services;
  readonly runs: RunStore;
  readonly store: VectorStore;
  /** Takes up the clusterings, and the drops of collections, that an earlier process left unfinished. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

/** Everything below the network, opened in order; what was opened is closed again when a later part fails. */
export async function openApplication(config: Config, log: Logger): Promise<Application> {
  const closers: (() => void | Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const each of closers.splice(0).reverse()) await each();
  };
  try {
    const lock = lockDataDir(config.dataDir);
    closers.push(() => lock.release());
    const { runs, artifacts, lineages, watches, close: closeRuns } = await openRuns(config.dataDir, { log });
    closers.push(closeRuns);
    const store = await openStores(config, runs);
    closers.push(() => store.close());
    const embedder = await openEmbedder({
      model: config.embeddingModel,
      allowDownload: config.allowModelDownload,
      threads: config.workers,
      cacheDir: join(config.dataDir, "models"),
      ...(config.embeddingDtype !== null && { dtype: config.embeddingDtype }),
      ...(config.embeddingPooling !== null && { pooling: config.embeddingPooling }),
      ...(config.modelDir !== null && { modelDir: config.modelDir }),
    });
    closers.push(() => embedder.close());
    const { maxMemoryMb: maxHeapMb } = config;
    const pool = new StagePool({ threads: 1, maxHeapMb });
    closers.push(() => pool.close());
    const recutPool = new StagePool({ threads: 1, maxHeapMb, idleMs: RECUT_IDLE_MS });
    closers.push(() => recutPool.close());

    const locks = new CollectionLocks();
    const events = new RunEvents();
    const collectionEvents = new ChangeEvents();
    const { model } = embedder;
    const tracer = new LineageTracer({ lineages, artifacts, pool: recutPool, log });
    closers.push(() => tracer.close());
    const shared = { store, runs, artifacts, locks, pool, events, maxHeapMb, model, log, tracer, collectionEvents };
    const queue = new JobQueue({ ...shared, concurrency: 1 });
    closers.push(() => queue.close());
    const { neighborsBy, maxMemoryMb, exactGraphMax } = config;
    const graphs = { neighborsBy, maxMemoryMb, exactGraphMax };
    const services = createServices({
      version: projectVersion(),
      store,
      runs,
      locks,
      embedder,
      recutPool,
      clusterings: new ClusteringService({ ...shared, queue, recutPool, graphs }),
      projections: new ProjectionService({ runs, artifacts, events }),
      topics: new TopicService({ ...shared, lineages, pool: recutPool }),
      watches,
      collectionEvents,
      log,
    });
    closers.push(() => services.watches.close());
    const resume = async (): Promise<void> => {
      await services.collections.finishDrops().catch((error: unknown) => {
        log.warn({ err: error }, "A dropped collection has left documents behind; the next start tries again");
      });
      await queue.resume();
      await services.watches.start();
      // Runs of before there were lineages, or whose process ended between publication and trace.
      for (const { id } of await runs.listCollections({ limit: Number.MAX_SAFE_INTEGER })) {
        tracer.catchUp(id).catch((error: unknown) => log.warn({ err: error }, "Topics could not be followed"));
      }
    };
    return { services, runs, store, resume, close };
  } catch (error) {
    await close();
    throw error;
  }
}
