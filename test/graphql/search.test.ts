import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { bruteForceSearch } from "../oracle/brute-force-search.js";
import type { EmbeddedDocument } from "../../src/store/document.js";
import { ApiHarness, type Data } from "../support/api-harness.js";
import { embedText, TinyEmbedder } from "../support/tiny-embedder.js";

const TEXTS = ["red fox jumps", "red fox sleeps", "blue whale sings", "green fields forever", "a whale of a time"];

describe("search by text", () => {
  let api: ApiHarness;
  const embedder = new TinyEmbedder();

  beforeAll(async () => {
    api = await ApiHarness.open({ embedder });
    await api.ingest(TEXTS.map((text, at) => ({ key: `t${at}`, text })));
    await api.data(`mutation { createCollection(input: { name: "own", dimension: 3 }) { id } }`);
  });
  afterAll(() => api.close());

  it("finds the documents nearest to the embedded text", async () => {
    const { search } = await api.data(`{ search(text: "  whale sings ", k: 4) { document { key } rank distance } }`);
    const stored = TEXTS.map((text, at) => ({ key: `t${at}`, vector: embedText(text) }) as EmbeddedDocument);
    const wanted = bruteForceSearch(embedText("whale sings"), stored, 4);
    expect(search.map(({ document }: Data) => document.key)).toEqual(wanted.map(({ key }) => key));
    search.forEach(({ distance }: Data, at: number) => expect(distance).toBeCloseTo(wanted[at]!.distance, 6));
    expect(embedder.calls.at(-1)).toEqual(["whale sings"]);
  });

  it("takes a filter and numbers 10 hits by default", async () => {
    const { few, all } = await api.data(
      `{ few: search(text: "fox", filter: { keys: ["t2", "t3"] }) { document { key } } all: search(text: "fox", k: null) { rank } }`,
    );
    expect(few.map(({ document }: Data) => document.key).sort()).toEqual(["t2", "t3"]);
    expect(all).toHaveLength(TEXTS.length);
  });

  it.each([
    ["neither text nor vector", `search { rank }`, "BAD_USER_INPUT", /exactly one of text and vector/],
    ["both text and vector", `search(text: "x", vector: [1]) { rank }`, "BAD_USER_INPUT", /exactly one/],
    ["an empty text", `search(text: "  ") { rank }`, "BAD_USER_INPUT", /text is empty/],
    ["a text of which the model knows nothing", `search(text: "123 ?!") { rank }`, "INVALID_VECTOR", /knows no word/],
    [
      "a text where the collection has no model",
      `search(collection: "own", text: "x") { rank }`,
      "NO_EMBEDDING_MODEL",
      /vector of 3/,
    ],
    ["a vector of the wrong length", `search(vector: [1, 2]) { rank }`, "VECTOR_DIMENSION_MISMATCH", /2 numbers.*16/],
    ["an all-zero vector", `search(collection: "own", vector: [0, 0, 0]) { rank }`, "INVALID_VECTOR", /all zero/],
    [
      "a vector beyond single precision",
      `search(collection: "own", vector: [1e39, 0, 0]) { rank }`,
      "INVALID_VECTOR",
      /position 0/,
    ],
    ["an unknown collection", `search(collection: "none", text: "x") { rank }`, "NOT_FOUND", /createCollection/],
  ])("refuses %s", async (_name, field, code, message) => {
    expect(await api.refusal(`{ ${field} }`)).toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it("refuses a text that is too long", async () => {
    const query = `query ($text: String) { search(text: $text) { rank } }`;
    expect(await api.refusal(query, { text: "x".repeat(65_536) })).toMatchObject({ code: "TEXT_TOO_LONG" });
  });
});

it("says NO_EMBEDDING_MODEL where the server runs no model", async () => {
  const api = await ApiHarness.open({ embedder: null });
  try {
    await api.ingest([{ key: "a", text: "x", vector: [1, 0] }]);
    expect(await api.refusal(`{ search(text: "x") { rank } }`)).toMatchObject({ code: "NO_EMBEDDING_MODEL" });
    const { rejected } = await api.ingest([{ key: "b", text: "x" }]);
    expect(rejected).toMatchObject([{ index: 0, key: "b", code: "NO_EMBEDDING_MODEL" }]);
    expect((await api.data(`{ server { embeddingModel { name } } }`)).server.embeddingModel).toBeNull();
  } finally {
    await api.close();
  }
});
