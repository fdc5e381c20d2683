import { setTimeout as sleep } from "node:timers/promises";
import { status } from "@grpc/grpc-js";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { exactNeighborGraph } from "../../src/numeric/knn/index.js";
import { RowSearch } from "../../src/onnx/index.js";
import type { CollectionRecord } from "../../src/runs/collection-record.js";
import type { ClusteringRecord } from "../../src/runs/run-record.js";
import type { EmbeddedDocument } from "../../src/store/document.js";
import { MilvusStore } from "../../src/store/milvus/milvus-store.js";
import type { VectorStore } from "../../src/store/vector-store.js";
import { compareKeys } from "../../src/store/key-order.js";
import { PipelineHarness } from "../support/pipeline-harness.js";
import { FakeMilvus } from "../store/milvus/fake-server/fake-milvus.js";
import { crowdedDocuments, DIMENSION, expectSameGraph, graphOfRun } from "./graph-ways.js";

const COUNT = 1100;
const PART = 500;
const INPUT = { collection: "crowd", layout: false, neighbors: 8, neighborsBy: "MILVUS" } as const;

// The fake measures every pair, in the thread of the test.
describe("a graph by Milvus", { timeout: 120_000 }, () => {
  let server: FakeMilvus;
  const documents = crowdedDocuments(COUNT);
  beforeAll(async () => {
    server = await FakeMilvus.start();
  });
  afterAll(() => server.stop());
  afterEach(() => {
    server.fault = () => null;
  });

  const open = (): MilvusStore => new MilvusStore({ uri: server.uri });
  const begin = async (
    store: VectorStore = open(),
  ): Promise<{ harness: PipelineHarness; collection: CollectionRecord }> => {
    const harness = await PipelineHarness.open({ store });
    const collection = await harness.createCollection("crowd", DIMENSION);
    await harness.write(collection, documents);
    return { harness, collection };
  };
  const parts = async (harness: PipelineHarness): Promise<string[]> =>
    (await harness.artifacts.list()).map(({ key }) => key).filter((key) => key.includes("/part-"));
  const searched = (from: number, to = Infinity): number =>
    server.calls
      .slice(from, to)
      .reduce((sum, { method, request }) => sum + (method === "Search" ? Number(request["nq"]) : 0), 0);

  async function expected(made: readonly EmbeddedDocument[]) {
    const sorted = [...made].sort((a, b) => compareKeys(a.key, b.key));
    const vectors = new Float32Array(made.length * DIMENSION);
    sorted.forEach(({ vector }, row) => vectors.set(vector, row * DIMENSION));
    const search = RowSearch.of(vectors, DIMENSION);
    const graph = await exactNeighborGraph(vectors, DIMENSION, INPUT.neighbors, search);
    await search.release();
    return graph;
  }

  it("goes on after a stop from the parts that are done, and leaves none behind", async () => {
    const { harness: first } = await begin();
    server.fault = (method) => (method === "Search" ? { kind: "delay", milliseconds: 50 } : null);
    const run = await first.recluster(INPUT);
    while ((await parts(first)).length === 0) await sleep(5);
    server.fault = (method) => (method === "Search" ? { kind: "silence" } : null);
    await sleep(300);
    const done = (await parts(first)).map((key) => Number(/\d+$/.exec(key)?.[0]));
    expect(done.length).toBeLessThan(COUNT / PART);
    await first.close({ keep: true });
    server.fault = () => null;

    const before = server.calls.length;
    const second = await PipelineHarness.open({ store: open(), directory: first.directory });
    await second.queue.resume();
    const ended = await second.ended(run);
    expect(ended.status).toBe("SUCCEEDED");
    const kept = done.reduce((sum, start) => sum + Math.min(PART, COUNT - start), 0);
    const whole = server.calls.length;
    const { harness: fresh } = await begin();
    await fresh.run(INPUT);
    await fresh.close();
    // Searches that rows repeat with longer lists are spread over all parts.
    expect(searched(before, whole)).toBeLessThanOrEqual(searched(whole) - kept);
    expectSameGraph(await graphOfRun(second, ended), await expected(documents));
    expect(await parts(second)).toEqual([]);
    await second.close();
  });

  it("asks again where a server was asked in parts of another size before", async () => {
    const store = open();
    const { harness: first } = await begin(store);
    const { candidates } = store;
    store.candidates = async (...args) => ({
      ...(await candidates.apply(store, args)),
      queriesAtOnce: 10,
      callsAtOnce: 1,
    });
    server.fault = (method) => (method === "Search" ? { kind: "delay", milliseconds: 50 } : null);
    const run = await first.recluster(INPUT);
    while ((await parts(first)).length === 0) await sleep(5);
    server.fault = (method) => (method === "Search" ? { kind: "silence" } : null);
    await first.close({ keep: true });
    server.fault = () => null;

    const second = await PipelineHarness.open({ store: open(), directory: first.directory });
    await second.queue.resume();
    const ended = await second.ended(run);
    expectSameGraph(await graphOfRun(second, ended), await expected(documents));
    expect(await parts(second)).toEqual([]);
    await second.close();
  });

  it("belongs to the snapshot, whatever is written while Milvus is asked", async () => {
    const store = open();
    const { harness, collection } = await begin(store);
    let searches = 0;
    const moved = documents
      .slice(300, 340)
      .map((document, at) => ({ ...document, vector: documents[at * 20]!.vector }));
    const added = crowdedDocuments(200).map((document) => ({ ...document, key: `new-${document.key}` }));
    const { candidates } = store;
    store.candidates = async (...args) => {
      const source = await candidates.apply(store, args);
      return {
        ...source,
        nearest: async (...asked) => {
          if (searches++ === 3) {
            await store.delete(
              collection.id,
              documents.slice(100, 160).map(({ key }) => key),
            );
            await store.upsert(collection.id, moved);
            await store.upsert(collection.id, added);
          }
          return source.nearest(...asked);
        },
      };
    };
    const run = await harness.run(INPUT);
    expect(searches).toBeGreaterThan(4);
    expectSameGraph(await graphOfRun(harness, run), await expected(documents));
    await harness.close();
  });

  it("repeats the calls that fail while Milvus is away", async () => {
    const { harness } = await begin();
    let faults = 0;
    server.fault = (method) =>
      method === "Search" && faults++ % 5 < 3 && faults < 60 ? { kind: "transport", code: status.UNAVAILABLE } : null;
    const run = await harness.run(INPUT);
    server.fault = () => null;
    expect(faults).toBeGreaterThan(10);
    expectSameGraph(await graphOfRun(harness, run), await expected(documents));
    await harness.close();
  });

  it("fails at once for what no repetition can mend", async () => {
    const { harness, collection } = await begin();
    server.fault = (method) => {
      if (method === "Search") server.collections.delete(`topograph_${collection.id.replaceAll("-", "_")}`);
      return null;
    };
    const run = await harness.run(INPUT);
    server.fault = () => null;
    expect(run.status).toBe("FAILED");
    expect(run.error?.code).toBe("NOT_FOUND");
    await harness.close();
  });

  it("is cancelled at once, while Milvus does not answer, and leaves no part behind", async () => {
    const { harness } = await begin();
    server.fault = (method) => (method === "Search" ? { kind: "silence" } : null);
    const run = await harness.recluster(INPUT);
    const atNeighbors = async (): Promise<ClusteringRecord | null> => harness.clusterings.byId(run.id);
    while ((await atNeighbors())?.stage !== "NEIGHBORS") await sleep(10);
    await harness.clusterings.cancel(run.id);
    server.fault = () => null;
    expect((await harness.clusterings.byId(run.id))?.status).toBe("CANCELLED");
    expect(await parts(harness)).toEqual([]);
    await harness.close();
  });

  it("reports progress within the stage, never falling", async () => {
    const { harness } = await begin();
    const run = await harness.recluster(INPUT);
    const seen: number[] = [];
    for await (const state of harness.clusterings.watch(run.id, new AbortController().signal)) {
      if (state.stage === "NEIGHBORS") seen.push(state.progress);
    }
    expect(new Set(seen).size).toBeGreaterThan(2);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    await harness.close();
  });
});

describe("neighborsBy", () => {
  it("MILVUS is refused where no Milvus keeps the vectors, saying what to change", async () => {
    const harness = await PipelineHarness.open();
    const collection = await harness.createCollection("crowd", DIMENSION);
    await harness.write(collection, crowdedDocuments(100));
    await expect(harness.recluster(INPUT)).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
      message: expect.stringMatching(/PROCESS.*MILVUS_URI/) as string,
      details: { argument: "neighborsBy" },
    });
    const run = await harness.run({ ...INPUT, neighborsBy: "AUTO" });
    expect(run.params.neighborsBy).toBe("PROCESS");
    await harness.close();
  });
});
