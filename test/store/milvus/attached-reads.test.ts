import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { attachRequest } from "../../../src/services/attach-request.js";
import { MilvusStore } from "../../../src/store/milvus/milvus-store.js";
import { retryUpstream } from "../../../src/store/retry-upstream.js";
import type { AttachedCollection } from "../../../src/store/vector-store.js";
import { foreignCollection, TUTORIAL_FIELDS } from "./fake-server/foreign-collection.js";
import { FakeMilvus } from "./fake-server/fake-milvus.js";

const LEAST = -(2n ** 63n);
const row = (id: bigint) => ({ id, embedding: [Number(id % 7n), 1, 2, 3, 4, 5, 6, 7], text: `about ${id}` });
const rows = [LEAST, -1n, 5n, 12n].map(row);

let server: FakeMilvus;
let store: MilvusStore;
let attached: AttachedCollection;
beforeEach(async () => {
  // One that takes values in expressions only.
  server = await FakeMilvus.start({ version: "v2.3.5" });
  foreignCollection(server, "news", TUTORIAL_FIELDS, rows);
  store = new MilvusStore({ uri: server.uri, deadlineMs: 2000, attached: () => Promise.resolve(attached) });
  const found = await store.foreign.inspect(attachRequest({ name: "news", milvusCollection: "news" }));
  attached = { id: "news", name: "news", ...found };
});
afterEach(async () => {
  await store.close();
  server.stop();
});

async function scan(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { documents } of store.scan("news")) keys.push(...documents.map(({ key }) => key));
  return keys;
}

describe("the least number of 64 bits", () => {
  it("is a key like any other", async () => {
    const found = await store.get("news", [String(LEAST), "5", "6"]);
    expect(found.map((document) => document?.key)).toEqual([String(LEAST), "5", undefined]);
    expect((await store.get("news", [String(LEAST)]))[0]?.text).toBe(rows[0]!.text);
    const after = await store.page("news", { after: String(LEAST), limit: 2 });
    expect(after.map(({ key }) => key)).toEqual(["-1", "5"]);
    expect(await store.count("news", { keys: [String(LEAST), "12"] })).toBe(2);
  });
});

describe("a scan", () => {
  it("sees that the collection was made anew with another metric", async () => {
    expect(await scan()).toHaveLength(rows.length);
    foreignCollection(server, "news", TUTORIAL_FIELDS, rows, { metric: "COSINE" });
    await expect(scan()).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("of rows that repeat a key is not tried again", async () => {
    server.rewrite = (method, answer) => {
      if (method !== "Query" || !("fields_data" in answer)) return answer;
      const columns = answer.fields_data as { field_name: string; scalars?: { long_data?: { data: string[] } } }[];
      const count = columns.find(({ field_name: field }) => field === "count(*)")?.scalars?.long_data;
      // Milvus counts all of them and gives one.
      if (count) count.data[0] = String(rows.length + 1);
      return answer;
    };
    let tries = 0;
    const patience = { tries: 3, firstPauseMs: 1, longestPauseMs: 1 };
    await expect(retryUpstream(scan, { patience, onRetry: () => tries++ })).rejects.toMatchObject({
      code: "UPSTREAM_UNAVAILABLE",
      message: expect.stringContaining("repeat a primary key") as string,
    });
    expect(tries).toBe(0);
  });

  it("that Milvus finds fault with is not tried again, and one that fails otherwise is", async () => {
    const patience = { tries: 3, firstPauseMs: 1, longestPauseMs: 1 };
    for (const [code, legacy, expected] of [
      [1100, "IllegalArgument", 0],
      [65_535, "UnexpectedError", 2],
    ] as const) {
      server.fault = (method) => (method === "Query" ? { kind: "refusal", code, legacy } : null);
      let tries = 0;
      await expect(retryUpstream(scan, { patience, onRetry: () => tries++ })).rejects.toMatchObject({
        code: "UPSTREAM_UNAVAILABLE",
      });
      expect(tries).toBe(expected);
    }
  });
});

describe("a page that is late", () => {
  it("is not read on", async () => {
    const many = Array.from({ length: 3000 }, (_, at) => row(BigInt(at)));
    foreignCollection(server, "news", TUTORIAL_FIELDS, many);
    await store.count("news");
    server.fault = (method) => (method === "Query" ? { kind: "delay", milliseconds: 400 } : null);
    // Nothing passes, and Milvus cannot tell: page after page is read.
    const filter = { all: [{ field: "text", op: "CONTAINS" as const, value: "nothing" }] };
    await expect(store.page("news", { limit: 1, filter })).rejects.toMatchObject({ code: "UPSTREAM_TIMEOUT" });
    const { length } = server.calls;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(server.calls.length).toBeLessThanOrEqual(length + 1);
  });
});

it.each(["données", "two words", ""])("no database is called %j", (database) => {
  expect(() => attachRequest({ name: "x", milvusCollection: "x", database })).toThrow(/database: expected/);
});
