import { afterEach, describe, expect, it, vi } from "vitest";

import type { Embedder, EmbedOptions } from "../../src/embedding/embedder.js";
import { TopographError } from "../../src/errors.js";
import { ApiHarness } from "../support/api-harness.js";
import { Gate } from "../support/gate.js";
import { TINY_DIMENSION, TinyEmbedder } from "../support/tiny-embedder.js";

const INGEST = `mutation ($documents: [DocumentInput!]!) { ingestDocuments(documents: $documents) { inserted } }`;
const COUNT = `{ collection { documentCount revision } }`;
const slowRows = [
  { key: "s1", text: "slow words" },
  { key: "s2", text: "more slow words" },
];

let api: ApiHarness;
afterEach(() => api.close());

/** Embeds as the tiny one does, but whoever asks for a text with "slow" in it does first what `before` says. */
function embedderWith(before: (options: EmbedOptions) => Promise<void>): Embedder {
  const tiny = new TinyEmbedder();
  return {
    model: tiny.model,
    close: () => tiny.close(),
    async embed(texts, options = {}) {
      if (texts.some((text) => text.includes("slow"))) await before(options);
      return tiny.embed(texts, options);
    },
  };
}

describe("an ingest of which nothing is written, while what was there stays,", () => {
  it("is one whose client goes away while its texts are embedded", async () => {
    const gate = new Gate();
    const gone = vi.fn();
    const embedder = embedderWith(async ({ signal }) => {
      signal?.addEventListener("abort", gone);
      await gate.pass();
    });
    api = await ApiHarness.open({ embedder });
    await api.ingest([{ key: "a", text: "word" }]);
    const client = new AbortController();
    const request = fetch(`${api.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: INGEST, variables: { documents: slowRows } }),
      signal: client.signal,
    });
    await gate.reached;
    client.abort();
    await expect(request).rejects.toThrow();
    await vi.waitUntil(() => gone.mock.calls.length > 0);
    gate.open();
    expect(await api.ingest([{ key: "b", text: "another" }])).toMatchObject({ inserted: 1, revision: 2 });
    expect((await api.data(COUNT)).collection).toEqual({ documentCount: 2, revision: 2 });
  });

  it("is one whose collection is dropped meanwhile: it hears NOT_FOUND", async () => {
    const gate = new Gate();
    api = await ApiHarness.open({ embedder: embedderWith(() => gate.pass()) });
    await api.ingest([{ key: "a", text: "word" }]);
    const refused = api.refusal(INGEST, { documents: slowRows });
    await gate.reached;
    await api.data(`mutation { dropCollection(name: "default") }`);
    gate.open();
    expect(await refused).toMatchObject({ code: "NOT_FOUND", message: "Collection default was dropped meanwhile." });
    expect((await api.data(COUNT)).collection).toBeNull();
    expect(await api.ingest(slowRows)).toMatchObject({ inserted: 2, revision: 1 });
  });

  it("is one whose embedding fails, and the same request with the same idempotencyKey works later", async () => {
    let broken = true;
    const embedder = embedderWith(() => {
      if (!broken) return Promise.resolve();
      return Promise.reject(new TopographError("WORKER_FAILED", "The embedding worker ended; try again."));
    });
    api = await ApiHarness.open({ embedder });
    await api.ingest([{ key: "a", text: "word" }]);
    const query = `mutation ($documents: [DocumentInput!]!) { ingestDocuments(documents: $documents, idempotencyKey: "once") { inserted } }`;
    const mixed = [...slowRows, { key: "v", text: "x", vector: Array<number>(TINY_DIMENSION).fill(1) }];
    expect(await api.refusal(query, { documents: mixed })).toMatchObject({ code: "WORKER_FAILED" });
    expect((await api.data(COUNT)).collection).toEqual({ documentCount: 1, revision: 1 });
    broken = false;
    expect((await api.data(query, { documents: mixed })).ingestDocuments.inserted).toBe(3);
  });
});

it("a collection embedded by another model takes no texts, but vectors, and says which model it needs", async () => {
  api = await ApiHarness.open();
  await api.ingest([{ key: "a", text: "word" }]);
  await api.close({ keep: true });
  api = await ApiHarness.open({ directory: api.directory, embedder: new TinyEmbedder("test/other") });
  const { inserted, rejected } = await api.ingest([
    { key: "b", text: "word" },
    { key: "c", text: "word", vector: Array<number>(TINY_DIMENSION).fill(1) },
    { key: "a", text: "word" },
  ]);
  expect(inserted).toBe(1);
  expect(rejected).toMatchObject([{ index: 0, key: "b", code: "EMBEDDING_MODEL_MISMATCH" }]);
  expect(rejected[0].message).toContain("test/tiny");
  expect(await api.refusal(`{ search(text: "word") { rank } }`)).toMatchObject({ code: "EMBEDDING_MODEL_MISMATCH" });
  expect((await api.data(`{ document(key: "a") { text neighbors { document { key } } } }`)).document).toEqual({
    text: "word",
    neighbors: [{ document: { key: "c" } }],
  });
});
