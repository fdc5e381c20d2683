import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { status } from "@grpc/grpc-js";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TopographError } from "../../../src/errors.js";
import { MilvusStore } from "../../../src/store/milvus/milvus-store.js";
import { madeDocument, seededNumbers, unitVector } from "../../contract/made-documents.js";
import { FakeMilvus, type Fault } from "./fake-server/fake-milvus.js";

const DIMENSION = 8;
const next = seededNumbers(1);
const document = (key: string) => madeDocument(key, unitVector(DIMENSION, next), { fields: { tag: `tag of ${key}` } });

let server: FakeMilvus;
let store: MilvusStore;
let id: string;

beforeEach(async () => {
  server = await FakeMilvus.start({ token: "user:secret" });
  store = new MilvusStore({ uri: server.uri, token: "user:secret", deadlineMs: 1000 });
  id = randomUUID();
  await store.createCollection({ id, name: "c", metric: "L2", dimension: DIMENSION });
  await store.upsert(id, ["a", "b", "c"].map(document));
});
afterEach(async () => {
  await store.close();
  server.stop();
});

/** The first `times` calls of a method fail, or all of them. */
function fail(method: string, fault: Fault, times = Infinity): void {
  let left = times;
  server.fault = (called) => (called === method && left-- > 0 ? fault : null);
}

const search = () => store.search(id, { target: { keys: ["a"] }, k: 2 });

describe("what passes is tried again", () => {
  const passing: Fault[] = [
    { kind: "transport", code: status.UNAVAILABLE },
    { kind: "transport", code: status.RESOURCE_EXHAUSTED },
    { kind: "refusal", code: 8, legacy: "RateLimit" },
    { kind: "refusal", code: 1, legacy: "NotReadyServe" },
  ];
  test.each(passing)("%o", async (fault) => {
    for (const method of ["Query", "Search", "Upsert", "Delete"]) {
      fail(method, fault, 2);
      await store.upsert(id, [document("d")]);
      const [hits] = await search();
      expect(hits).toHaveLength(2);
      expect(await store.delete(id, ["d"])).toBe(1);
      expect(await store.count(id)).toBe(3);
    }
  });
});

describe("what does not pass is an error of ours, without the server's words", () => {
  const lasting: [Fault, string][] = [
    [
      { kind: "transport", code: status.UNAVAILABLE, details: "connect ECONNREFUSED 10.0.0.3:19530" },
      "UPSTREAM_UNAVAILABLE",
    ],
    [{ kind: "transport", code: status.INTERNAL, details: "panic in /go/src" }, "UPSTREAM_UNAVAILABLE"],
    [{ kind: "transport", code: status.UNIMPLEMENTED }, "UPSTREAM_UNAVAILABLE"],
    [{ kind: "transport", code: status.PERMISSION_DENIED }, "UPSTREAM_UNAVAILABLE"],
    [{ kind: "refusal", code: 8, legacy: "RateLimit" }, "UPSTREAM_UNAVAILABLE"],
    [
      { kind: "refusal", code: 65535, legacy: "UnexpectedError", reason: "node 10.0.0.3:21123 failed" },
      "UPSTREAM_UNAVAILABLE",
    ],
    [{ kind: "refusal", code: 1100, legacy: "IllegalArgument", reason: "bad" }, "UPSTREAM_UNAVAILABLE"],
    [{ kind: "silence" }, "UPSTREAM_TIMEOUT"],
    [{ kind: "delay", milliseconds: 1000 }, "UPSTREAM_TIMEOUT"],
  ];
  const operations: [string, string, () => Promise<unknown>][] = [
    ["count", "Query", () => store.count(id)],
    ["search", "Search", search],
    ["upsert", "Upsert", () => store.upsert(id, [document("x")])],
    ["delete", "Delete", () => store.delete(id, ["a"])],
    [
      "create",
      "CreateCollection",
      () => store.createCollection({ id: randomUUID(), name: "n", metric: "L2", dimension: 4 }),
    ],
    [
      "create",
      "CreateIndex",
      () => store.createCollection({ id: randomUUID(), name: "n", metric: "L2", dimension: 4 }),
    ],
    [
      "create",
      "LoadCollection",
      () => store.createCollection({ id: randomUUID(), name: "n", metric: "L2", dimension: 4 }),
    ],
    ["drop", "DropCollection", () => store.dropCollection(id)],
  ];
  test.each(operations)(
    "%s when %s fails",
    async (_, method, call) => {
      for (const [fault, code] of lasting) {
        fail(method, fault);
        const error: unknown = await call().then(
          () => null,
          (reason: unknown) => reason,
        );
        server.fault = () => null;
        expect(error, JSON.stringify(fault)).toBeInstanceOf(TopographError);
        expect((error as TopographError).code, JSON.stringify(fault)).toBe(code);
        expect((error as TopographError).message).not.toMatch(/10\.0\.0\.3|ECONN|\/go/);
      }
    },
    60_000,
  );

  test("what has no index yet, since its maker was stopped, is finished by making it again", async () => {
    const collection = { id: randomUUID(), name: "half", metric: "COSINE", dimension: 4 } as const;
    fail("CreateIndex", { kind: "transport", code: status.INTERNAL });
    await expect(store.createCollection(collection)).rejects.toThrow();
    server.fault = () => null;
    await expect(store.count(collection.id)).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
    await store.createCollection(collection);
    expect(await store.count(collection.id)).toBe(0);
  });
});

test("a server that tells nobody the time is read with Strong consistency, and sees every write", async () => {
  const other = new MilvusStore({ uri: server.uri, token: "user:secret", deadlineMs: 1000 });
  fail("AllocTimestamp", { kind: "transport", code: status.UNIMPLEMENTED });
  await store.upsert(id, [document("late")]);
  expect(await other.count(id)).toBe(4);
  expect(server.calls.at(-1)?.request).toMatchObject({ consistency_level: "Strong" });
  await other.close();
});

test("after its own writes a reader names the moment, and never waits for more", async () => {
  server.calls.splice(0);
  await store.upsert(id, [document("late")]);
  await search();
  const levels = server.calls.filter(({ method }) => /Query|Search/.test(method));
  expect(levels.map(({ request }) => request.consistency_level)).toEqual(levels.map(() => "Session"));
});

test("a write that was on its way when another call was refused is seen by all reads after it", async () => {
  let upserts = 0;
  // Acknowledged after the collection has been read again, with a later timestamp than that of its reads.
  server.fault = (method) => (method === "Upsert" && ++upserts === 1 ? { kind: "delay", milliseconds: 700 } : null);
  const write = store.upsert(id, [document("late")]);
  await expect.poll(() => upserts).toBe(1);
  const { fault } = server;
  fail("Query", { kind: "refusal", code: 65535, legacy: "UnexpectedError" });
  await expect(store.count(id)).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
  server.fault = fault;
  await store.count(id);
  await write;
  expect(await store.count(id)).toBe(4);
});

test("what users wrote reaches the server beside expressions, never in one", async () => {
  server.calls.splice(0);
  const canary = 'canary"] or key != "';
  await store.upsert(id, [{ ...document(canary), fields: { tag: canary } }]);
  await store.get(id, [canary]);
  await store.page(id, { limit: 1, after: canary });
  for (const op of ["EQ", "LT", "CONTAINS"] as const)
    await store.search(id, {
      target: { keys: [canary] },
      k: 1,
      filter: { all: [{ field: "tag", op, value: canary }], keys: [canary] },
    });
  await store.count(id, {
    any: [
      { field: canary, op: "EQ", value: 1 },
      { field: "tag", op: "IN", value: [canary] },
    ],
  });
  expect(await store.delete(id, [canary])).toBe(1);
  const expressions = server.calls
    .flatMap(({ request: { expr, dsl } }) => [expr, dsl])
    .filter((one) => typeof one === "string");
  expect(expressions.length).toBeGreaterThan(8);
  for (const expression of expressions) expect(expression).not.toContain("canary");
});

describe("a collection that changes behind our back", () => {
  const { length } = "topograph_";
  const name = (): string =>
    [...server.collections.keys()].find((one) => one.slice(length) === id.replaceAll("-", "_"))!;

  test("dropped: NOT_FOUND", async () => {
    server.collections.delete(name());
    await expect(store.count(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(search()).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(store.upsert(id, [document("a")])).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("made anew with another dimension: an error, and from then on what it is", async () => {
    const other = new MilvusStore({ uri: server.uri, token: "user:secret" });
    await other.dropCollection(id);
    await other.createCollection({ id, name: "c", metric: "L2", dimension: DIMENSION + 1 });
    await expect(store.upsert(id, [document("a")])).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
    await expect(store.upsert(id, [document("a")])).rejects.toMatchObject({ code: "VECTOR_DIMENSION_MISMATCH" });
    expect(await store.count(id)).toBe(0);
    await other.close();
  });

  test("released: loaded again", async () => {
    server.collections.get(name())!.loadedAt = Infinity;
    expect(await store.count(id)).toBe(3);
  });

  test("another program's: a conflict", async () => {
    const collection = server.collections.get(name())!;
    collection.properties = [];
    const fresh = new MilvusStore({ uri: server.uri, token: "user:secret" });
    await expect(fresh.count(id)).rejects.toMatchObject({ code: "CONFLICT" });
    await fresh.close();
  });
});

describe("a server that gives less than it has", () => {
  test("is found out by its own count", async () => {
    server.rewrite = (method, answer) => {
      if (method !== "Query" || !("fields_data" in answer)) return answer;
      const columns = answer.fields_data as { field_name: string; scalars?: { string_data?: { data: string[] } } }[];
      const keys = columns.find(({ field_name: field }) => field === "key");
      keys?.scalars?.string_data?.data.pop();
      return answer;
    };
    const scan = async () => {
      for await (const _ of store.scan(id));
    };
    await expect(scan()).rejects.toMatchObject({
      code: "UPSTREAM_UNAVAILABLE",
      message: "Milvus gave 2 of 3 documents.",
    });
  });

  test("or in another order", async () => {
    server.rewrite = (method, answer) => {
      if (method !== "Query" || !("fields_data" in answer)) return answer;
      const columns = answer.fields_data as { field_name: string; scalars?: { string_data?: { data: string[] } } }[];
      columns.find(({ field_name: field }) => field === "key")?.scalars?.string_data?.data.reverse();
      return answer;
    };
    await expect(store.page(id, { limit: 3 })).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
  });
});

test("texts longer than Milvus keeps are refused before anything is sent", async () => {
  server.calls.splice(0);
  const long = "é".repeat(32_768);
  for (const part of ["title", "text", "url"] as const) {
    await expect(store.upsert(id, [document("d"), { ...document("e"), [part]: long }])).rejects.toMatchObject({
      code: "TEXT_TOO_LONG",
    });
  }
  await expect(store.upsert(id, [{ ...document("e"), fields: { long: long + long } }])).rejects.toMatchObject({
    code: "TEXT_TOO_LONG",
  });
  expect(server.calls).toEqual([]);
  await store.upsert(id, [{ ...document("e"), text: long.slice(1) + "x" }]);
  expect(await store.count(id)).toBe(4);
});

test("a zero vector has no direction to search in", async () => {
  const cosine = randomUUID();
  await store.createCollection({ id: cosine, name: "cosine", metric: "COSINE", dimension: 4 });
  const zero = { target: { vectors: new Float32Array(4) }, k: 1 };
  await expect(store.search(cosine, zero)).rejects.toMatchObject({ code: "INVALID_VECTOR" });
});

test("a large batch goes in parts; a fault in the middle tells how many are in", async () => {
  server.calls.splice(0);
  const many = Array.from({ length: 1200 }, (_, index) => document(`m${index}`));
  await store.upsert(id, many);
  expect(server.calls.filter(({ method }) => method === "Upsert").map(({ request }) => request.num_rows)).toEqual([
    500, 500, 200,
  ]);
  let upserts = 0;
  server.fault = (method) =>
    method === "Upsert" && ++upserts > 1 ? { kind: "transport", code: status.UNAVAILABLE } : null;
  await expect(store.upsert(id, many)).rejects.toMatchObject({
    code: "UPSTREAM_UNAVAILABLE",
    details: { written: 500 },
  });
});

describe("the connection", () => {
  test("a wrong token is told apart, without the token", async () => {
    const wrong = new MilvusStore({ uri: server.uri, token: "user:wrong" });
    const error: unknown = await wrong.count(id).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", message: expect.stringContaining("token") as string });
    expect(JSON.stringify(error)).not.toContain("wrong");
    expect((await wrong.health()).ok).toBe(false);
    await wrong.close();
  });

  test("TLS, with an authority of one's own", async () => {
    const file = (name: string): Buffer => readFileSync(new URL(`fake-server/${name}`, import.meta.url));
    const tls = { key: file("localhost-key.pem"), certificate: file("localhost-certificate.pem") };
    const secure = await FakeMilvus.start({ tls });
    const trusting = new MilvusStore({ uri: secure.uri, rootCertificate: tls.certificate });
    expect(await trusting.health()).toMatchObject({ ok: true, detail: "Milvus 2.5.4" });
    await trusting.close();
    const wary = new MilvusStore({ uri: secure.uri, deadlineMs: 1000 });
    await expect(wary.count(id)).rejects.toMatchObject({ code: expect.stringMatching(/^UPSTREAM_/) as string });
    await wary.close();
    secure.stop();
  });

  test("a server that comes later, and one that comes back as another version", async () => {
    const { port } = server;
    server.stop();
    const early = new MilvusStore({ uri: `http://127.0.0.1:${port}`, token: "user:secret", deadlineMs: 1000 });
    for (const one of [early, store])
      await expect(one.count(id)).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
    server = await FakeMilvus.start({ port, token: "user:secret", version: "v2.4.9" }, server.collections);
    await expect.poll(() => early.count(id).catch(() => -1), { timeout: 10_000 }).toBe(3);
    await expect.poll(() => store.count(id).catch(() => -1), { timeout: 10_000 }).toBe(3);
    for (const one of [early, store]) {
      expect(await one.capabilities()).toMatchObject({ version: "2.4.9", filterTemplates: false });
      await one.get(id, ["a"]);
      expect(server.calls.at(-1)?.request.expr).toBe('key in ["a"]');
    }
    await early.close();
  });
});
