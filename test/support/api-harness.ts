import "reflect-metadata";

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";

import { type Client, createClient } from "graphql-ws";
import { pino } from "pino";
import WebSocket from "ws";

import type { MilvusConfig } from "../../src/config.js";
import type { Embedder } from "../../src/embedding/embedder.js";
import { type ApiServer, createServer, type ServerDeps } from "../../src/graphql/server.js";
import { openStores } from "../../src/open-stores.js";
import { ChangeEvents } from "../../src/pipeline/change-events.js";
import { LineageTracer } from "../../src/pipeline/lineage-tracer.js";
import { JobQueue } from "../../src/pipeline/job-queue.js";
import { RunEvents } from "../../src/pipeline/run-events.js";
import { StagePool } from "../../src/pipeline/stage-pool.js";
import { CollectionLocks } from "../../src/runs/collection-locks.js";
import { openRuns } from "../../src/runs/open-runs.js";
import type { RunStore } from "../../src/runs/run-store.js";
import { ClusteringService } from "../../src/services/clustering-service.js";
import { ProjectionService } from "../../src/services/projection-service.js";
import { createServices, type Services } from "../../src/services/services.js";
import { TopicService } from "../../src/services/topic-service.js";
import type { Patience } from "../../src/store/retry-upstream.js";
import { type Answer, type Data, type Refusal, refusalOf } from "./api-answer.js";
import { countCalls, type StoreCalls } from "./counted-store.js";
import { TinyEmbedder } from "./tiny-embedder.js";

export type { Answer, Data, Refusal };

export interface HarnessOptions {
  /** A folder that an earlier harness has kept; by default a new one. */
  readonly directory?: string;
  readonly embedder?: Embedder | null;
  /** By default new collections are kept in the folder. */
  readonly milvus?: MilvusConfig;
  /** How long a run waits for a Milvus that is away. */
  readonly patience?: Patience;
  /** Up to which a layout is begun; the threads themselves may take more. */
  readonly maxHeapMb?: number;
  /** By default any free one. */
  readonly port?: number;
  readonly server?: Partial<ServerDeps>;
  /** Replaces some of the services. */
  readonly services?: (services: Services) => Services;
}

/** The whole server on a free port, over real stores in a folder of its own. */
export class ApiHarness {
  readonly #closers: (() => unknown)[] = [];

  private constructor(
    readonly directory: string,
    readonly url: string,
    readonly server: ApiServer,
    readonly services: Services,
    readonly runs: RunStore,
    /** Calls of the vector store. */
    readonly calls: StoreCalls,
    readonly log: string[],
  ) {}

  static async open(options: HarnessOptions = {}): Promise<ApiHarness> {
    const directory = options.directory ?? (await mkdtemp(join(tmpdir(), "topograph-")));
    const log: string[] = [];
    const logger = pino({ level: "info" }, collect(log));
    const { runs, artifacts, lineages, watches, close: closeRuns } = await openRuns(directory, { log: logger });
    const { store, calls } = countCalls(await openStores({ dataDir: directory, milvus: options.milvus ?? null }, runs));
    const embedder = options.embedder === undefined ? new TinyEmbedder() : options.embedder;
    const limits = { threads: 1, maxHeapMb: 4096 };
    const [pool, recutPool] = [new StagePool(limits), new StagePool(limits)];
    const locks = new CollectionLocks();
    const shared = { store, runs, artifacts, events: new RunEvents(), collectionEvents: new ChangeEvents() };
    const model = embedder?.model ?? null;
    const { maxHeapMb = limits.maxHeapMb, patience } = options;
    const tracer = new LineageTracer({ lineages, artifacts, pool: recutPool, log: logger });
    const rest = { locks, pool, model, log: logger, patience };
    const queue = new JobQueue({ ...shared, ...rest, tracer, maxHeapMb, concurrency: 1 });
    const made = createServices({
      version: "0.0.0-test",
      store,
      runs,
      locks,
      embedder,
      recutPool,
      clusterings: new ClusteringService({
        ...shared,
        queue,
        recutPool,
        graphs: { neighborsBy: "AUTO", maxMemoryMb: 4096, exactGraphMax: 200_000 },
      }),
      projections: new ProjectionService(shared),
      topics: new TopicService({ ...shared, lineages, tracer, pool: recutPool }),
      watches,
      collectionEvents: shared.collectionEvents,
      log: logger,
    });
    const services = options.services ? options.services(made) : made;
    await made.watches.start();
    const dashboardDirectory = join(directory, "dashboard");
    const server = createServer({ services, logger, dashboardDirectory, ...options.server });
    const { port } = await server.listen("127.0.0.1", options.port ?? 0);
    const harness = new ApiHarness(directory, `http://127.0.0.1:${port}`, server, services, runs, calls, log);
    harness.#closers.push(
      closeRuns,
      () => store.close(),
      () => recutPool.close(),
      () => pool.close(),
      () => tracer.close(),
      () => queue.close(),
      () => made.watches.close(),
      () => server.close(),
    );
    return harness;
  }

  /** One operation over HTTP. */
  async ask(query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    return this.post(JSON.stringify({ query, variables }));
  }

  /** The data of an operation that must succeed. */
  async data(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const { data, errors } = await this.ask(query, variables);
    if (errors) throw new Error(`expected no errors, got ${JSON.stringify(errors)}`);
    return data;
  }

  async post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    });
    return { status: response.status, ...((await response.json()) as object) };
  }

  /** A WebSocket client of its own; it is closed with the harness. */
  socket(): Client {
    const client = createClient({
      url: `${this.url.replace("http", "ws")}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
    this.#closers.push(() => client.dispose());
    return client;
  }

  /** The first error of an operation that must not succeed. */
  async refusal(query: string, variables: Record<string, unknown> = {}): Promise<Refusal> {
    return refusalOf(await this.ask(query, variables));
  }

  async ingest(documents: readonly object[], collection = "default", idempotencyKey?: string): Promise<Data> {
    const { ingestDocuments } = await this.data(
      `mutation ($collection: String!, $documents: [DocumentInput!]!, $idempotencyKey: String) {
        ingestDocuments(collection: $collection, documents: $documents, idempotencyKey: $idempotencyKey) {
          inserted updated unchanged revision rejected { index key code message }
        }
      }`,
      { collection, documents, idempotencyKey },
    );
    return ingestDocuments;
  }

  /** Starts a run, or finds the one that is there. */
  async start(input: object = {}): Promise<string> {
    const query = `mutation ($input: ReclusterInput!) { recluster(input: $input) { id } }`;
    return (await this.data(query, { input })).recluster.id;
  }

  /** The final state of a run. */
  async ended(
    id: string,
  ): Promise<{ readonly status: string; readonly error: { code: string; message: string } | null }> {
    let last: Data;
    for await (const { data } of this.progress(id)) last = data.clusteringProgress;
    return last;
  }

  /** Starts a run and waits for its end; the id of a run that succeeded. */
  async recluster(input: object = {}): Promise<string> {
    const id = await this.start(input);
    const { status, error } = await this.ended(id);
    if (status === "SUCCEEDED") return id;
    throw new Error(`the run is ${status}: ${error?.code} ${error?.message}`);
  }

  progress(id: string): AsyncIterableIterator<Answer> {
    const query =
      "subscription ($id: ID!) { clusteringProgress(id: $id) { id status progress stage error { code message } } }";
    return this.socket().iterate({ query, variables: { id } }) as unknown as AsyncIterableIterator<Answer>;
  }

  /** @param keep leaves the folder, to be opened again */
  async close({ keep = false } = {}): Promise<void> {
    for (const each of this.#closers.splice(0).reverse()) await each();
    if (!keep) await rm(this.directory, { recursive: true, force: true });
  }
}

function collect(lines: string[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
}
