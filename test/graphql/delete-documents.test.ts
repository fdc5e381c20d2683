import { afterAll, beforeAll, expect, it } from "vitest";

import { ApiHarness } from "../support/api-harness.js";

const DELETE = `mutation ($keys: [String!]!) { deleteDocuments(keys: $keys) }`;

let api: ApiHarness;
beforeAll(async () => {
  api = await ApiHarness.open();
  await api.ingest(["a", "b", "c", "\u{1F600}"].map((key) => ({ key, text: `word ${key}` })));
});
afterAll(() => api.close());

it("deleteDocuments counts the keys that were there, each once, and forgets the documents", async () => {
  expect((await api.data(DELETE, { keys: ["b", "b", "none", "", "\u{1F600}"] })).deleteDocuments).toBe(2);
  const { documents, search } = await api.data(
    `{ documents { totalCount edges { node { key } } } search(text: "word", k: 10) { rank } }`,
  );
  expect(documents).toMatchObject({ totalCount: 2, edges: [{ node: { key: "a" } }, { node: { key: "c" } }] });
  expect(search).toHaveLength(2);
  expect((await api.data(DELETE, { keys: ["b"] })).deleteDocuments).toBe(0);
  expect((await api.data(DELETE, { keys: [] })).deleteDocuments).toBe(0);
});

it("deleteDocuments refuses more than 10,000 keys, and nulls", async () => {
  const keys = Array.from({ length: 10_001 }, (_, at) => (at === 0 ? "a" : `k${at}`));
  expect(await api.refusal(DELETE, { keys })).toMatchObject({
    code: "BAD_USER_INPUT",
    extensions: { argument: "keys", max: 10_000 },
  });
  expect(await api.refusal(DELETE, { keys: ["a", null] })).toMatchObject({ status: 400, code: "BAD_USER_INPUT" });
  expect((await api.data(`{ documents { totalCount } }`)).documents.totalCount).toBe(2);
});

it("a document that was deleted can be ingested again", async () => {
  expect(await api.ingest([{ key: "b", text: "word b" }])).toMatchObject({ inserted: 1 });
  expect((await api.data(`{ document(key: "b") { text } }`)).document).toEqual({ text: "word b" });
});
