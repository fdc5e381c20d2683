import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { ApiHarness, type Data } from "../support/api-harness.js";
import { TinyEmbedder } from "../support/tiny-embedder.js";

const COUNTS = { inserted: 0, updated: 0, unchanged: 0, rejected: [] };

let api: ApiHarness;
let embedder: TinyEmbedder;
beforeEach(async () => {
  embedder = new TinyEmbedder();
  api = await ApiHarness.open({ embedder });
});
afterEach(() => api.close());

const embedded = (): number => embedder.calls.flat().length;
const documents = async (): Promise<Data[]> =>
  (
    await api.data(`{ documents(first: 100) { edges { node { key title text url publishedAt fields } } } }`)
  ).documents.edges.map(({ node }: Data) => node);

describe("ingestDocuments", () => {
  it("stores every part of a document and gives it back", async () => {
    const document = {
      key: "a",
      title: "A title",
      text: "Some text\nin two lines",
      url: "https://example.org/a",
      publishedAt: "2026-03-01T09:30:00.250+01:00",
      fields: { source: "wire", tags: ["x", 1, null, { deep: true }], n: -0.5 },
    };
    expect(await api.ingest([document])).toEqual({ ...COUNTS, inserted: 1, revision: 1 });
    expect(await documents()).toEqual([{ ...document, publishedAt: "2026-03-01T08:30:00.250Z" }]);
  });

  it("makes a title of the text, and takes nulls for absent parts", async () => {
    const nothing = { key: null, title: null, url: null, publishedAt: null, fields: null, vector: null };
    await api.ingest([{ ...nothing, text: "  First line\nsecond line " }]);
    expect(await documents()).toMatchObject([
      { title: "First line", text: "First line\nsecond line", url: null, publishedAt: null, fields: {} },
    ]);
  });

  it("changes nothing the second time: no revision, no embedding", async () => {
    const rows = Array.from({ length: 30 }, (_, at) => ({ key: `k${at}`, text: `word ${at}`, fields: { at } }));
    expect(await api.ingest(rows)).toEqual({ ...COUNTS, inserted: 30, revision: 1 });
    const before = [await documents(), embedded()];
    expect(await api.ingest(rows)).toEqual({ ...COUNTS, unchanged: 30, revision: 1 });
    expect([await documents(), embedded()]).toEqual(before);
  });

  it("changes nothing the second time without keys and with repeated texts", async () => {
    const rows = ["one", "two", "one", "three", "one", "two"].map((text) => ({ text, title: "Same" }));
    expect(await api.ingest(rows)).toMatchObject({ inserted: 6, unchanged: 0 });
    const before = await documents();
    expect(new Set(before.map(({ key }) => key)).size).toBe(6);
    expect(await api.ingest(rows)).toEqual({ ...COUNTS, unchanged: 6, revision: 1 });
    expect(await api.ingest(rows.slice(0, 3))).toEqual({ ...COUNTS, unchanged: 3, revision: 1 });
    expect(await documents()).toEqual(before);
  });

  it("updates a changed text under its key and embeds it anew; its neighbors are then others", async () => {
    const rows = ["red fox", "red hen", "blue whale", "blue shark"].map((text, at) => ({ key: `k${at}`, text }));
    await api.ingest(rows);
    const nearest = `{ document(key: "k0") { text neighbors(k: 1) { document { key } } } }`;
    expect((await api.data(nearest)).document.neighbors[0].document.key).toBe("k1");
    expect(await api.ingest([{ key: "k0", text: "blue whale shark" }, ...rows.slice(1)])).toEqual({
      ...COUNTS,
      updated: 1,
      unchanged: 3,
      revision: 2,
    });
    expect((await api.data(nearest)).document).toMatchObject({ text: "blue whale shark" });
    expect((await api.data(nearest)).document.neighbors[0].document.key).not.toBe("k1");
  });

  it("updates other parts without embedding again", async () => {
    await api.ingest([{ key: "a", text: "word", url: "https://example.org/1", fields: { n: 1, m: 2 } }]);
    const before = embedded();
    const changes = [
      { url: null },
      { url: null, fields: { n: 2 } },
      { url: null, publishedAt: "2026-01-01T00:00:00Z" },
    ];
    for (const change of changes) {
      expect(await api.ingest([{ key: "a", text: "word", ...change }])).toMatchObject({ updated: 1 });
    }
    expect(embedded()).toBe(before);
  });

  it("rejects rows with index, key and code, and takes in the others", async () => {
    const rows = [
      { key: "good", text: "fine" },
      { key: "blank", text: "   " },
      { key: "long", text: "é".repeat(32_768) },
      { key: "", text: "word" },
      { key: "k".repeat(513), text: "word" },
      { key: "unknown", text: "?!" },
      { key: "good", text: "another" },
      { key: "half", text: "half \ud800" },
      { key: "edge", text: `word ${"x".repeat(65_530)}` },
      { text: "fine too" },
    ];
    const { rejected, ...counts } = await api.ingest(rows);
    expect(counts).toEqual({ inserted: 3, updated: 0, unchanged: 0, revision: 1 });
    expect(rejected.map(({ index, key, code }: Data) => [index, key, code])).toEqual([
      [1, "blank", "BAD_USER_INPUT"],
      [2, "long", "TEXT_TOO_LONG"],
      [3, "", "BAD_USER_INPUT"],
      [4, "k".repeat(513), "TEXT_TOO_LONG"],
      [5, "unknown", "INVALID_VECTOR"],
      [6, "good", "CONFLICT"],
      [7, "half", "BAD_USER_INPUT"],
    ]);
    expect(rejected[1].message).toBe("text has 65536 UTF-8 bytes, at most 65535 are kept.");
    expect((await documents()).find(({ key }) => key === "good")).toMatchObject({ text: "fine" });
  });

  it("counts a row that repeats another of the request as unchanged", async () => {
    const row = { key: "a", text: "word", fields: { n: 1 } };
    expect(await api.ingest([row, row, row])).toEqual({ ...COUNTS, inserted: 1, unchanged: 2, revision: 1 });
  });

  it("does nothing with no documents, also before there is a collection", async () => {
    expect(await api.ingest([])).toEqual({ ...COUNTS, revision: 0 });
    expect((await api.data(`{ collection { name } }`)).collection).toBeNull();
    expect(await api.ingest([{ key: "a", text: " " }])).toMatchObject({ inserted: 0, rejected: [{ index: 0 }] });
    expect((await api.data(`{ collection { name } }`)).collection).toBeNull();
  });

  it("refuses more than 5000 documents at a time", async () => {
    const query = `mutation ($documents: [DocumentInput!]!) { ingestDocuments(documents: $documents) { inserted } }`;
    const rows = Array.from({ length: 5001 }, () => ({ text: "x" }));
    expect(await api.refusal(query, { documents: rows })).toMatchObject({
      code: "BAD_USER_INPUT",
      extensions: { argument: "documents", max: 5000, actual: 5001 },
    });
    expect(embedded()).toBe(0);
  });
});

describe("an idempotencyKey", () => {
  it("gives the first answer again and does nothing", async () => {
    const row = { key: "a", text: "word" };
    const first = await api.ingest([row], "default", "once");
    await api.ingest([{ key: "a", text: "changed" }]);
    expect(await api.ingest([row], "default", "once")).toEqual(first);
    expect(await documents()).toMatchObject([{ text: "changed" }]);
  });

  it("does one ingest for many requests at once", async () => {
    const rows = Array.from({ length: 20 }, (_, at) => ({ text: `word ${at}` }));
    const answers = await Promise.all(Array.from({ length: 10 }, () => api.ingest(rows, "default", "many")));
    for (const answer of answers) expect(answer).toEqual({ ...COUNTS, inserted: 20, revision: 1 });
  });

  it("is refused with other documents, and blank or longer than 256 bytes", async () => {
    await api.ingest([{ key: "a", text: "word" }], "default", "once");
    const query = `mutation ($text: String!, $key: String) { ingestDocuments(documents: [{ key: "a", text: $text }], idempotencyKey: $key) { updated } }`;
    expect(await api.refusal(query, { text: "other", key: "once" })).toMatchObject({ code: "IDEMPOTENCY_MISMATCH" });
    for (const key of ["", "k".repeat(257)]) {
      expect(await api.refusal(query, { text: "word", key })).toMatchObject({ code: "BAD_USER_INPUT" });
    }
    expect(await documents()).toMatchObject([{ text: "word" }]);
  });
});
