import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { Embedder } from "../../../src/embedding/embedder.js";
import { createServer } from "../../../src/graphql/server.js";
import { JobQueue } from "../../../src/pipeline/job-queue.js";
import { RunEvents } from "../../../src/pipeline/run-events.js";
import { StagePool } from "../../../src/pipeline/stage-pool.js";
import { CollectionLocks } from "../../../src/runs/collection-locks.js";
import { openRuns } from "../../../src/runs/open-runs.js";
import { ClusteringService } from "../../../src/services/clustering-service.js";
import { ProjectionService } from "../../../src/services/projection-service.js";
import { createServices } from "../../../src/services/services.js";
import { openEmbeddedStore } from "../../../src/store/embedded/open-embedded-store.js";

export interface ApiServer {
  readonly url: string;
  close(): Promise<void>;
}

/** The API over the real parts; only the model is a small one made here. */
export async function startApiServer({ maxHeapMb = 1024 } = {}): Promise<ApiServer> {
  const folder = await mkdtemp(join(tmpdir(), "topograph-test-"));
  const log = pino({ level: "silent" });
  const store = await openEmbeddedStore(folder);
  const { runs, artifacts, close: closeRuns } = await openRuns(folder, { log });
  const events = new RunEvents();
  const locks = new CollectionLocks();
  const [pool, recutPool] = [
    new StagePool({ threads: 1, maxHeapMb: 1024 }),
    new StagePool({ threads: 1, maxHeapMb: 512 }),
  ];
  const queue = new JobQueue({
    store,
    runs,
    artifacts,
    locks,
    pool,
    events,
    maxHeapMb,
    model: WORD_EMBEDDER.model,
    log,
    concurrency: 1,
  });
  const services = createServices({
    version: "0.0.0",
    store,
    runs,
    locks,
    embedder: WORD_EMBEDDER,
    clusterings: new ClusteringService({ store, runs, artifacts, queue, events, recutPool }),
    projections: new ProjectionService({ runs, artifacts, events }),
  });
  const server = createServer({ services, logger: log, dashboardDirectory: folder });
  const { port } = await server.listen("127.0.0.1", 0);
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    async close() {
      await server.close();
      await queue.close();
      await Promise.all([pool.close(), recutPool.close()]);
      await closeRuns();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const DIMENSION = 64;

/** Each word is a direction; texts with the same words lie together. */
const WORD_EMBEDDER: Embedder = {
  model: {
    name: "words",
    dtype: "fp32",
    pooling: "mean",
    prefix: null,
    dimension: DIMENSION,
    maxTokens: 1000,
    languages: ["en"],
    scripts: ["Latin"],
  },
  embed: (texts) => {
    const rows = new Float32Array(texts.length * DIMENSION);
    texts.forEach((text, row) => {
      const vector = rows.subarray(row * DIMENSION, (row + 1) * DIMENSION);
      for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
        let hash = 2166136261;
        for (const char of word) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619);
        vector[(hash >>> 0) % DIMENSION]! += 1;
      }
      const length = Math.hypot(...vector);
      if (length > 0) for (let at = 0; at < DIMENSION; at++) vector[at]! /= length;
    });
    return Promise.resolve(rows);
  },
  close: () => Promise.resolve(),
};
