import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ApiHarness, type Data } from "../support/api-harness.js";
import { madeInputs } from "../support/made-space.js";

const CREATE = `mutation ($input: CreateCollectionInput!) {
  createCollection(input: $input) { id name store dimension metric model { name dtype pooling prefix languages } documentCount revision readOnly createdAt }
}`;
const COUNT = `query ($name: String!) { collection(name: $name) { documentCount revision } }`;

describe("collections", () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await ApiHarness.open();
  });
  afterAll(() => api.close());

  it("are made for the server's model where nothing else is said", async () => {
    const { createCollection } = await api.data(CREATE, { input: { name: "plain" } });
    expect(createCollection).toMatchObject({
      name: "plain",
      store: "EMBEDDED",
      dimension: 16,
      metric: "COSINE",
      model: { name: "test/tiny", dtype: "fp32", pooling: "mean", prefix: null, languages: ["en"] },
      documentCount: 0,
      revision: 0,
      readOnly: false,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
    });
    const nulls = { name: "nulls", metric: null, dimension: null, model: null };
    const { createCollection: withNulls } = await api.data(CREATE, { input: nulls });
    const { id: _id, name: _name, createdAt: _at, ...rest } = withNulls;
    expect(createCollection).toMatchObject(rest);
  });

  it.each([
    ["a taken name", { name: "plain" }, "CONFLICT"],
    ["another model", { name: "x", model: "someone/else" }, "EMBEDDING_MODEL_MISMATCH"],
    [
      "a dimension that is not the model's",
      { name: "x", model: "test/tiny", dimension: 3 },
      "VECTOR_DIMENSION_MISMATCH",
    ],
    ["dimension 0", { name: "x", dimension: 0 }, "BAD_USER_INPUT"],
    ["dimension -1", { name: "x", dimension: -1 }, "BAD_USER_INPUT"],
    ["dimension 32769", { name: "x", dimension: 32_769 }, "BAD_USER_INPUT"],
  ])("refuse %s", async (_name, input, code) => {
    expect(await api.refusal(CREATE, { input })).toMatchObject({ code });
    expect((await api.data(COUNT, { name: "x" })).collection).toBeNull();
  });

  it.each([
    "",
    " ",
    "1a",
    "a-b",
    "a b",
    "../up",
    "a/b",
    "a\u0000b",
    "%2e%2e",
    "é",
    "a;drop table documents",
    "a'--",
    "x".repeat(65),
  ])("refuse the name %j, and find nothing by it", async (name) => {
    expect(await api.refusal(CREATE, { input: { name } })).toMatchObject({
      code: "BAD_USER_INPUT",
      message: "name must be 1 to 64 letters, digits and underscores, the first no digit.",
    });
    expect((await api.data(COUNT, { name })).collection).toBeNull();
    const row = { documents: [{ text: "x" }], name };
    const ingest = `mutation ($name: String!, $documents: [DocumentInput!]!) { ingestDocuments(collection: $name, documents: $documents) { inserted } }`;
    expect(await api.refusal(ingest, row)).toMatchObject({ code: "NOT_FOUND" });
    expect(await api.refusal(`mutation ($name: String!) { dropCollection(name: $name) }`, { name })).toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it.each(["__proto__", "constructor", "prototype", "CON", "x".repeat(64)])(
    "take %j for the name it is",
    async (name) => {
      await api.data(CREATE, { input: { name, dimension: 2 } });
      expect(await api.ingest([{ text: "x", vector: [1, 0] }], name)).toMatchObject({ inserted: 1 });
      expect((await api.data(COUNT, { name })).collection).toEqual({ documentCount: 1, revision: 1 });
      expect(
        (await api.data(`mutation ($name: String!) { dropCollection(name: $name) }`, { name })).dropCollection,
      ).toBe(true);
    },
  );

  it("do not mix: the same keys, their neighbors, deletions and runs are apart", async () => {
    const inputs = madeInputs(30, "L2");
    for (const name of ["left", "right"]) await api.data(CREATE, { input: { name, dimension: 8, metric: "L2" } });
    await api.ingest(inputs, "left");
    await api.ingest(
      inputs.slice(0, 12).map((row) => ({ ...row, text: `${row.text} on the right` })),
      "right",
    );
    const { left, right } = await api.data(
      `{ left: document(collection: "left", key: "m-0000") { id text neighbors(k: 100) { document { key text } } }
         right: document(collection: "right", key: "m-0000") { id text neighbors(k: 100) { document { key text } } } }`,
    );
    expect(left.id).not.toBe(right.id);
    expect([left.neighbors.length, right.neighbors.length]).toEqual([29, 11]);
    for (const { document } of right.neighbors) expect(document.text).toContain("on the right");
    for (const { document } of left.neighbors) expect(document.text).not.toContain("on the right");
    const run = await api.recluster({ collection: "left", minClusterSize: 2, minSamples: 1, layout: false });
    expect((await api.data(`{ clustering(collection: "right") { id } }`)).clustering).toBeNull();
    expect((await api.data(`{ clusterings(collection: "right") { totalCount } }`)).clusterings.totalCount).toBe(0);
    await api.data(`mutation { deleteDocuments(collection: "right", keys: ["m-0000", "m-0001"]) }`);
    expect((await api.data(COUNT, { name: "left" })).collection).toEqual({ documentCount: 30, revision: 1 });
    const ofOther = `query ($run: ID) { document(collection: "right", key: "m-0003") { membership(clustering: $run) { probability } } }`;
    expect(await api.refusal(ofOther, { run })).toMatchObject({
      code: "BAD_USER_INPUT",
      message: "clustering: expected one of the same collection, got one of another.",
    });
  });

  it("go with their documents and runs when dropped, and their ids lead nowhere, also under the same name", async () => {
    const { collection, document, clustering } = await api.data(
      `{ collection(name: "left") { id } document(collection: "left", key: "m-0000") { id } clustering(collection: "left") { id clusters(first: 1) { edges { node { id } } } } }`,
    );
    expect((await api.data(`mutation { dropCollection(name: "left") }`)).dropCollection).toBe(true);
    await api.data(CREATE, { input: { name: "left", dimension: 8, metric: "L2" } });
    await api.ingest(madeInputs(5, "L2"), "left");
    const ids = [collection.id, document.id, clustering.id, clustering.clusters.edges[0].node.id];
    for (const id of ids) {
      expect((await api.data(`query ($id: ID!) { node(id: $id) { id } }`, { id })).node).toBeNull();
    }
    expect((await api.data(`{ clustering(collection: "left") { id } }`)).clustering).toBeNull();
    expect((await api.data(COUNT, { name: "left" })).collection).toEqual({ documentCount: 5, revision: 1 });
    expect((await api.data(COUNT, { name: "right" })).collection).toMatchObject({ documentCount: 10 });
  });

  it("that are dropped while a run is at work end the run, and the next run starts", async () => {
    await api.data(CREATE, { input: { name: "busy", dimension: 8 } });
    await api.ingest(madeInputs(90, "COSINE"), "busy");
    const id = await api.start({ collection: "busy", projection: { neighbors: 30, epochs: 5000 } });
    const progress = api.progress(id);
    await progress.next();
    expect((await api.data(`mutation { dropCollection(name: "busy") }`)).dropCollection).toBe(true);
    for await (const _ of progress);
    expect((await api.data(`query ($id: ID) { clustering(id: $id) { id } }`, { id })).clustering).toBeNull();
    await api.recluster({ collection: "right", layout: false });
  });

  it("have their revision grow with each write that changes something, and only then", async () => {
    const revision = async (): Promise<number> => (await api.data(COUNT, { name: "right" })).collection.revision;
    const before = await revision();
    await api.data(`mutation { deleteDocuments(collection: "right", keys: ["none", "none"]) }`);
    expect(await revision()).toBe(before);
    const { deleteDocuments } = await api.data(
      `mutation { deleteDocuments(collection: "right", keys: ["m-0003", "m-0003", "none"]) }`,
    );
    expect([deleteDocuments, await revision()]).toEqual([1, before + 1]);
  });

  it("that are unknown give null to look-ups and NOT_FOUND to everything else", async () => {
    const looked: Data = await api.data(
      `{ collection(name: "none") { id } document(collection: "none", key: "a") { id } clustering(collection: "none") { id } projection(collection: "none") { id } }`,
    );
    expect(looked).toEqual({ collection: null, document: null, clustering: null, projection: null });
    for (const operation of [
      `mutation { ingestDocuments(collection: "none", documents: []) { inserted } }`,
      `mutation { deleteDocuments(collection: "none", keys: []) }`,
      `mutation { dropCollection(name: "none") }`,
      `mutation { recluster(input: { collection: "none" }) { id } }`,
      `{ search(collection: "none", text: "x") { rank } }`,
    ]) {
      expect(await api.refusal(operation), operation).toMatchObject({
        code: "NOT_FOUND",
        extensions: { kind: "Collection" },
      });
    }
  });
});
