import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changedRows } from "../../src/pipeline/graph/changed-rows.js";
import { MilvusStore } from "../../src/store/milvus/milvus-store.js";
import { seededNumbers, unitVector } from "../contract/made-documents.js";
import { FakeMilvus } from "../store/milvus/fake-server/fake-milvus.js";
import { foreignCollection, TUTORIAL_FIELDS } from "../store/milvus/fake-server/foreign-collection.js";

const DIMENSION = 8;

describe("rows that are no longer what a snapshot has", () => {
  let server: FakeMilvus;
  let store: MilvusStore;
  beforeAll(async () => {
    server = await FakeMilvus.start();
  });
  afterAll(async () => {
    await store.close();
    server.stop();
  });

  it("are the deleted and the changed ones alone, of keys that are numbers too", async () => {
    const next = seededNumbers(1);
    const rows = Array.from({ length: 300 }, (_, at) => ({
      id: BigInt(at + 1),
      embedding: [...unitVector(DIMENSION, next)],
      text: `Headline ${at}`,
    }));
    const rowOf = new Map(rows.map(({ id }, row) => [String(id), row]));
    const vectors = Float32Array.from(rows.flatMap(({ embedding }) => embedding));
    const [gone, changed] = [98, 250];
    const now = rows
      .filter((_, row) => row !== gone)
      .map((row) => (row === rows[changed] ? { ...row, embedding: rows[0]!.embedding } : row));
    foreignCollection(server, "news", TUTORIAL_FIELDS, [...now, { ...rows[0]!, id: 1000n }], { metric: "COSINE" });
    const id = randomUUID();
    const looked = new MilvusStore({ uri: server.uri });
    const request = { milvusCollection: "news", database: null, vectorField: null };
    const found = await looked.foreign.inspect({ ...request, textField: null, titleField: null, dateField: null });
    await looked.close();
    store = new MilvusStore({ uri: server.uri, attached: async () => ({ id, name: "news", ...found }) });

    const scanned = { rowOf, vectors, dimension: DIMENSION };
    const { signal } = new AbortController();
    expect([...(await changedRows(store, id, null, scanned, signal))]).toEqual([gone, changed]);
  });
});
