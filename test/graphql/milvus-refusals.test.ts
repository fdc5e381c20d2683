import { status } from "@grpc/grpc-js";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { MilvusStore } from "../../src/store/milvus/milvus-store.js";
import { ApiHarness, type Data } from "../support/api-harness.js";
import { milvusConfig } from "../support/milvus-config.js";
import { NEWS_DIMENSION, newsDocuments } from "../support/news-vectors.js";
import { FakeMilvus, type Fault } from "../store/milvus/fake-server/fake-milvus.js";
import { CREATE, expectRest, NEWS, PATIENCE, READS, UPSTREAM, VARIABLES } from "./milvus-faults.js";

const TOKEN = "user:secret";
const INGEST = `mutation ($documents: [DocumentInput!]!, $key: String) {
  ingestDocuments(collection: "news", documents: $documents, idempotencyKey: $key) { inserted updated unchanged rejected { index key code message } }
}`;

let fake: FakeMilvus;
let api: ApiHarness;
let run: string;
let whole: Data;
const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);

// One server for all: the tests that spoil the collection come last.
beforeAll(async () => {
  process.on("unhandledRejection", note);
  fake = await FakeMilvus.start({ token: TOKEN });
  const milvus = { ...milvusConfig(fake.uri), token: TOKEN, deadlineMs: 3000 };
  api = await ApiHarness.open({ milvus, patience: PATIENCE });
  await api.data(CREATE);
  await api.ingest(NEWS, "news");
  run = await api.recluster({ collection: "news" });
  whole = await api.data(READS, { ...VARIABLES, id: run });
});
beforeEach(() => {
  fake.fault = () => null;
  api.log.splice(0);
});
afterAll(async () => {
  fake.fault = () => null;
  await api.close();
  fake.stop();
  process.off("unhandledRejection", note);
  expect(unhandled.splice(0)).toEqual([]);
});

const recluster = (): Promise<string> => api.start({ collection: "news", layout: false });
const isRead = (method: string): boolean => method === "Query" || method === "Search";
const state = async (id: string): Promise<Data> =>
  (await api.data(`query ($id: ID!) { clustering(id: $id) { status error { code message } } }`, { id })).clustering;

describe("a Milvus that answers, but not with what was asked for", () => {
  const faults: Fault[] = [
    { kind: "transport", code: status.UNAVAILABLE, details: "10.0.0.3:19530" },
    { kind: "transport", code: status.UNAUTHENTICATED },
    { kind: "refusal", code: 8, legacy: "RateLimit" },
    { kind: "refusal", code: 65535, legacy: "UnexpectedError", reason: "node 10.0.0.3:21123 failed" },
  ];

  it.each(faults)("reads: $kind $code", async (fault) => {
    fake.fault = (method) => (isRead(method) ? fault : null);
    expectRest(await api.ask(READS, { ...VARIABLES, id: run }), whole);
    fake.fault = () => null;
    await expect.poll(async () => (await api.ask(READS, { ...VARIABLES, id: run })).errors).toBeUndefined();
  });

  it("a server that is started again is waited for, and read", async () => {
    fake.fault = (method) => (method === "Query" ? { kind: "delay", milliseconds: 200 } : null);
    const id = await recluster();
    fake.stop();
    await expect.poll(() => api.log.join(""), { timeout: 10_000 }).toContain("The store is away");
    fake = await FakeMilvus.start({ token: TOKEN, port: fake.port }, fake.collections);
    expect(await api.ended(id)).toMatchObject({ status: "SUCCEEDED" });
    const { before, search } = await api.data(READS, { ...VARIABLES, id: run });
    expect([before, search.length]).toEqual([whole.before, 3]);
  });

  it.each(faults)("recluster: $kind $code", async (fault) => {
    const isLasting = fault.kind === "transport" && fault.code === status.UNAUTHENTICATED;
    // So slow that the scan is under way when the request is answered.
    fake.fault = (method) => (method === "Query" ? { kind: "delay", milliseconds: 150 } : null);
    const id = await recluster();
    fake.fault = (method) => (method === "Query" ? fault : null);
    if (isLasting) {
      const { status: ended, error } = await api.ended(id);
      expect([ended, error?.code]).toEqual(["FAILED", "UPSTREAM_UNAVAILABLE"]);
      expect(error?.message).toContain("token");
      return;
    }
    await expect.poll(() => api.log.join(""), { timeout: 10_000 }).toContain("The store is away");
    await expect.poll(async () => (await state(id)).status).toBe("RUNNING");
    fake.fault = () => null;
    expect(await api.ended(id)).toMatchObject({ status: "SUCCEEDED" });
  });

  it.each(faults)("ingest: $kind $code is reported row by row for those that were not taken", async (fault) => {
    const prefix = JSON.stringify(fault);
    const rows = Array.from({ length: 1300 }, (_, at) => ({
      key: `${prefix}-${at}`,
      text: `${prefix} ${at}`,
      vector: NEWS[at % 200]!.vector,
    }));
    const before = (await api.data(`{ collection(name: "news") { documentCount } }`)).collection.documentCount;
    let upserts = 0;
    fake.fault = (method) => (method === "Upsert" && ++upserts > 1 ? fault : null);
    const { ingestDocuments } = await api.data(INGEST, { documents: rows, key: prefix });
    expect(ingestDocuments).toMatchObject({ inserted: 500, updated: 0, unchanged: 0 });
    expect(ingestDocuments.rejected.map(({ index }: { index: number }) => index)).toEqual(
      Array.from({ length: 800 }, (_, at) => 500 + at),
    );
    expect(ingestDocuments.rejected[0]).toMatchObject({ key: `${prefix}-500`, code: UPSTREAM });
    expect(ingestDocuments.rejected[0].message).not.toContain("10.0.0.3");
    fake.fault = () => null;
    const count = async (): Promise<unknown> =>
      (await api.ask(`{ collection(name: "news") { documentCount } }`)).data?.collection?.documentCount;
    await expect.poll(count).toBe(before + 500);
    // The same request again, by the same key, is not answered from memory, as it can be completed now.
    const again = (await api.data(INGEST, { documents: rows, key: prefix })).ingestDocuments;
    expect(again).toEqual({ inserted: 800, updated: 0, unchanged: 500, rejected: [] });
  });
});

it("a text of 65,535 bytes goes in, a longer one is rejected by itself, as in the embedded store", async () => {
  const embedded = await ApiHarness.open();
  await embedded.data(CREATE);
  const long = "é".repeat(32_767) + "x";
  const { vector } = NEWS[0]!;
  const documents = [
    { key: "text", text: long, vector },
    ...["title", "text", "url"].map((part) => ({ key: `long ${part}`, text: "short", vector, [part]: `${long}x` })),
    { key: "fields", text: "short", vector, fields: { long: `${long}x` } },
    { key: "title", text: "short", title: long, url: long, vector },
  ];
  const answers = [];
  for (const each of [api, embedded]) answers.push((await each.data(INGEST, { documents })).ingestDocuments);
  await embedded.close();
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]).toMatchObject({ inserted: 2 });
  expect(answers[0].rejected.map(({ index, code }: { index: number; code: string }) => [index, code])).toEqual(
    [1, 2, 3, 4].map((index) => [index, "TEXT_TOO_LONG"]),
  );
});

it("a large ingest goes in requests of at most 500 rows and 64 MB", async () => {
  fake.calls.splice(0);
  const documents = Array.from({ length: 900 }, (_, at) => ({
    key: `x${at}`,
    text: "y".repeat(50_000),
    vector: NEWS[at % 200]!.vector,
  }));
  for (let start = 0; start < 900; start += 450)
    expect((await api.data(INGEST, { documents: documents.slice(start, start + 450) })).ingestDocuments.inserted).toBe(
      450,
    );
  const sizes = fake.calls
    .filter(({ method }) => method === "Upsert")
    .map(({ request }) => [Number(request.num_rows), Buffer.byteLength(JSON.stringify(request.fields_data))]);
  expect(sizes.length).toBeGreaterThan(2);
  for (const [rows, bytes] of sizes) {
    expect(rows).toBeLessThanOrEqual(500);
    expect(bytes).toBeLessThan(64e6);
  }
  expect(sizes.reduce((sum, [rows]) => sum + rows!, 0)).toBe(900);
});

describe("a collection that others have", () => {
  it("dropped: runs are served, documents and new runs are NOT_FOUND", async () => {
    fake.collections.clear();
    const { data, errors } = await api.ask(READS, { ...VARIABLES, id: run });
    expect(data).toMatchObject({ before: whole.before, documents: null, search: null });
    expect(data.clustering.assignments).toEqual(whole.clustering.assignments);
    for (const { extensions } of errors ?? []) expect(extensions["code"]).toBe("NOT_FOUND");
    expect((await api.refusal(INGEST, { documents: NEWS.slice(0, 2) })).code).toBe("NOT_FOUND");
    expect((await api.refusal(`mutation { recluster(input: { collection: "news" }) { id } }`)).code).toBe("NOT_FOUND");
  });

  it("made anew with another dimension: nothing is read as if it were the old one", async () => {
    const { id } = await api.services.collections.require("news");
    const others = new MilvusStore({ uri: fake.uri, token: TOKEN });
    const dimension = NEWS_DIMENSION / 2;
    await others.createCollection({ id, name: "news", metric: "COSINE", dimension });
    // As many numbers in all as there were before.
    await others.upsert(
      id,
      newsDocuments(400).map((document) => ({ ...document, vector: document.vector.slice(0, dimension) })),
    );
    await others.close();
    const { data, errors } = await api.ask(READS, { ...VARIABLES, id: run });
    expect(data.clustering.assignments).toEqual(whole.clustering.assignments);
    expect(data.search).toBeNull();
    for (const { extensions } of errors ?? [])
      expect(extensions["code"]).toMatch(/^(UPSTREAM_UNAVAILABLE|VECTOR_DIMENSION_MISMATCH)$/);
    const ended = await api.ended(await recluster());
    expect(ended).toMatchObject({ status: "FAILED", error: { code: "VECTOR_DIMENSION_MISMATCH" } });
    const rows = NEWS.slice(0, 2).map((row) => ({ ...row, key: `new ${row.key}` }));
    expect((await api.refusal(INGEST, { documents: rows })).code).toMatch(
      /^(UPSTREAM_UNAVAILABLE|VECTOR_DIMENSION_MISMATCH)$/,
    );
  });
});
