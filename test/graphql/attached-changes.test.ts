import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FakeCollection } from "../store/milvus/fake-server/fake-collection.js";
import { foreignCollection, TUTORIAL_FIELDS } from "../store/milvus/fake-server/foreign-collection.js";
import { FakeMilvus } from "../store/milvus/fake-server/fake-milvus.js";
import { ApiHarness, type Data } from "../support/api-harness.js";
import { madeInputs } from "../support/made-space.js";
import { milvusConfig } from "../support/milvus-config.js";

/** More than the sample that is looked at again. */
const COUNT = 200;
const rows = madeInputs(COUNT, "L2").map(({ vector, text }, at) => ({ id: BigInt(at * 10), embedding: vector, text }));

let server: FakeMilvus;
let api: ApiHarness;
let collection: FakeCollection;
let first: string;
beforeEach(async () => {
  server = await FakeMilvus.start();
  collection = foreignCollection(server, "news", TUTORIAL_FIELDS, rows);
  api = await ApiHarness.open({ milvus: milvusConfig(server.uri) });
  await api.data(`mutation { attachCollection(input: { name: "news", milvusCollection: "news" }) { id } }`);
  first = await recluster();
});
afterEach(async () => {
  await api.close();
  server.stop();
});

const recluster = (): Promise<string> => api.recluster({ collection: "news", layout: false });
async function seen(id = first): Promise<Data> {
  const query = `query ($id: ID) { clustering(id: $id) { stale documentCount } collection(name: "news") { revision } }`;
  const { clustering, collection: now } = await api.data(query, { id });
  return { stale: clustering.stale, revision: now.revision };
}
const row = (at: number, change: object = {}): Record<string, unknown> => ({ ...rows[at]!, ...change });

describe("runs of an attached collection", () => {
  it("are not stale while nothing changes, and are computed from the stages that are there", async () => {
    expect(await seen()).toEqual({ stale: false, revision: 0 });
    const again = await recluster();
    expect(await seen(again)).toEqual({ stale: false, revision: 0 });
    expect(await seen()).toEqual({ stale: false, revision: 0 });
    const query = `query ($id: ID) { clustering(id: $id) { stages { stage by } } }`;
    const { clustering } = await api.data(query, { id: again });
    for (const { stage, by } of clustering.stages.filter((each: Data) => !/SNAPSHOT|PUBLISH/.test(each.stage)))
      expect({ stage, by }).toEqual({ stage, by: "CACHE" });
  });

  it("are stale when documents come, go, or come while as many go", async () => {
    collection.insert([row(0, { id: 99_999n })]);
    expect(await seen()).toEqual({ stale: true, revision: 1 });
    const second = await recluster();
    expect(await seen(second)).toEqual({ stale: false, revision: 1 });
    collection.remove(99_999n);
    expect(await seen(second)).toEqual({ stale: true, revision: 2 });
    const third = await recluster();
    // Neither the count nor a document of the sample tells: its key comes after all others.
    collection.remove(rows[1]!.id);
    collection.insert([row(1, { id: 88_888n })]);
    expect(await seen(third)).toEqual({ stale: true, revision: 3 });
    expect((await seen(await recluster())).stale).toBe(false);
  });

  it("are stale when a document of the sample gets another text or vector", async () => {
    collection.insert([row(0, { text: "another" })]);
    expect(await seen()).toEqual({ stale: true, revision: 1 });
    const second = await recluster();
    collection.insert([row(0, { text: "another", embedding: rows[3]!.embedding })]);
    expect(await seen(second)).toEqual({ stale: true, revision: 2 });
  });

  it("are not seen to be stale when another document changes, until a run has read it", async () => {
    collection.insert([row(1, { text: "unnoticed" })]);
    expect(await seen()).toEqual({ stale: false, revision: 0 });
    const second = await recluster();
    expect(second).not.toBe(first);
    expect(await seen()).toEqual({ stale: true, revision: 1 });
    expect(await seen(second)).toEqual({ stale: false, revision: 1 });
  });

  it("are stale when the collection is gone, and readable all the same", async () => {
    server.collections.delete("news");
    expect(await seen()).toEqual({ stale: true, revision: 1 });
    const query = `query ($id: ID) { clustering(id: $id) { clusterCount assignments { count } } }`;
    expect((await api.data(query, { id: first })).clustering.assignments.count).toBe(COUNT);
    const refusal = await api.refusal(`{ documents(collection: "news") { totalCount } }`);
    expect(refusal.code).toBe("NOT_FOUND");
  });

  it("are noticed to be stale where the first look had failed", async () => {
    // Attaching itself reads a sample: only the look after it is to fail.
    let queries = 0;
    server.fault = (method) =>
      method === "Query" && ++queries > 1 ? { kind: "refusal", code: 1, legacy: "UnexpectedError" } : null;
    const attach = `mutation { attachCollection(input: { name: "half", milvusCollection: "news" }) { id } }`;
    expect((await api.refusal(attach)).code).toBe("UPSTREAM_UNAVAILABLE");
    server.fault = () => null;
    expect((await api.refusal(attach)).code).toBe("CONFLICT");
    const id = await api.recluster({ collection: "half", layout: false });
    expect((await seen(id)).stale).toBe(false);
    collection.remove(rows[1]!.id);
    expect((await seen(id)).stale).toBe(true);
  });

  it("keep what is known of them while Milvus is away", async () => {
    server.stop();
    expect((await api.data(`query ($id: ID) { clustering(id: $id) { stale } }`, { id: first })).clustering).toEqual({
      stale: false,
    });
  });

  it("fail with the reason when the collection was made anew with another dimension", async () => {
    const fields = TUTORIAL_FIELDS.map((field) => (field.name === "embedding" ? { ...field, dim: 2 } : field));
    foreignCollection(server, "news", fields, [{ id: 1n, embedding: [1, 2], text: "x" }]).loadedAt = 0;
    expect(await seen()).toEqual({ stale: true, revision: 1 });
    const { status, error } = await api.ended(await api.start({ collection: "news", layout: false }));
    expect([status, error?.code]).toEqual(["FAILED", "CONFLICT"]);
    expect(error?.message).toContain("attach it again");
  });
});
