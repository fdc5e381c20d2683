import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { ApiHarness, type Data } from "../support/api-harness.js";

const CREATE = `mutation ($input: CreateCollectionInput!) { createCollection(input: $input) { dimension metric model { name } } }`;

describe("vectors of one's own", () => {
  let api: ApiHarness;
  let name = "";
  let made = 0;

  beforeAll(async () => {
    api = await ApiHarness.open();
  });
  afterAll(() => api.close());
  beforeEach(() => (name = `own_${made++}`));

  const create = (input: object): Promise<Data> => api.data(CREATE, { input: { name, ...input } });
  const codes = async (vectors: readonly unknown[]): Promise<(string | undefined)[]> => {
    const { rejected } = await api.ingest(
      vectors.map((vector, at) => ({ key: `k${at}`, text: "word", vector })),
      name,
    );
    return vectors.map((_, at) => rejected.find(({ index }: Data) => index === at)?.code);
  };

  it("are kept in direction only for COSINE: another length is no change", async () => {
    expect(await create({ dimension: 3 })).toEqual({
      createCollection: { dimension: 3, metric: "COSINE", model: null },
    });
    expect(await api.ingest([{ key: "a", text: "x", vector: [3, 4, 0] }], name)).toMatchObject({ inserted: 1 });
    expect(await api.ingest([{ key: "a", text: "x", vector: [6, 8, 0] }], name)).toMatchObject({ unchanged: 1 });
    expect(await api.ingest([{ key: "a", text: "x", vector: [4, 3, 0] }], name)).toMatchObject({ updated: 1 });
  });

  it("keep their place where only text or fields change and no vector is given again", async () => {
    await create({ dimension: 2, metric: "L2" });
    await api.ingest(
      [
        { key: "a", text: "x", vector: [0, 3] },
        { key: "b", text: "y", vector: [4, 0] },
      ],
      name,
    );
    expect(await api.ingest([{ key: "a", text: "x", fields: { n: 1 } }], name)).toMatchObject({
      updated: 1,
      rejected: [],
    });
    const { document } = await api.data(
      `query ($name: String) { document(collection: $name, key: "a") { fields neighbors(k: 1) { distance } } }`,
      { name },
    );
    expect(document).toEqual({ fields: { n: 1 }, neighbors: [{ distance: 5 }] });
    // A new text needs a new vector, which nobody can make here.
    expect(await api.ingest([{ key: "a", text: "z" }], name)).toMatchObject({
      rejected: [{ code: "NO_EMBEDDING_MODEL" }],
    });
  });

  it("of the wrong length, all zero or beyond single precision are rejected one by one", async () => {
    await create({ dimension: 3 });
    const vectors = [[1, 0, 0], [1, 0], [], [1, 0, 0, 0], [0, 0, 0], [-0, 0, 0], [1e39, 0, 0], [1, 2, 3]];
    expect(await codes(vectors)).toEqual([
      undefined,
      "VECTOR_DIMENSION_MISMATCH",
      "VECTOR_DIMENSION_MISMATCH",
      "VECTOR_DIMENSION_MISMATCH",
      "INVALID_VECTOR",
      "INVALID_VECTOR",
      "INVALID_VECTOR",
      undefined,
    ]);
  });

  it("may be zero for L2, and must be of unit length for IP", async () => {
    await create({ dimension: 2, metric: "L2" });
    expect(
      await codes([
        [0, 0],
        [5, 5],
      ]),
    ).toEqual([undefined, undefined]);
    name = `${name}_ip`;
    await create({ dimension: 2, metric: "IP" });
    expect(
      await codes([
        [0.6, 0.8],
        [1, 1],
        [0, 0],
      ]),
    ).toEqual([undefined, "METRIC_NOT_EUCLIDEAN", "INVALID_VECTOR"]);
  });

  it.each([
    ["a number that is too large for JSON", "[1e400, 0, 0]"],
    ["a null", "[1, null, 0]"],
    ["a text", `[1, "NaN", 0]`],
    ["a list", "[1, [2], 0]"],
    ["a boolean", "[true, 0, 0]"],
  ])("with %s are refused before anything is stored, as variable and as literal", async (_name, vector) => {
    await create({ dimension: 3 });
    const query = `mutation ($name: String!, $v: [Float!]) { ingestDocuments(collection: $name, documents: [{ key: "a", text: "x", vector: $v }]) { inserted } }`;
    const answer = await api.post(`{"query":${JSON.stringify(query)},"variables":{"name":"${name}","v":${vector}}}`);
    expect([answer.status, answer.errors?.[0]?.extensions["code"]]).toEqual([400, "BAD_USER_INPUT"]);
    const literal = await api.ask(
      `mutation { ingestDocuments(collection: "${name}", documents: [{ key: "a", text: "x", vector: ${vector} }]) { inserted rejected { code } } }`,
    );
    // 1e400 is a fine literal; as a number it is infinite.
    const refused = literal.errors?.[0]?.extensions["code"] ?? literal.data.ingestDocuments.rejected[0]?.code;
    expect(["GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT", "INVALID_VECTOR"]).toContain(refused);
    expect(
      (await api.data(`query ($name: String!) { collection(name: $name) { documentCount } }`, { name })).collection
        .documentCount,
    ).toBe(0);
  });

  it("make the default collection one of their dimension", async () => {
    await api.ingest([{ key: "a", text: "x", vector: [1, 0, 0, 0, 0] }]);
    expect((await api.data(`{ collection { dimension metric model { name } } }`)).collection).toEqual({
      dimension: 5,
      metric: "COSINE",
      model: null,
    });
    expect(await api.ingest([{ key: "b", text: "x" }])).toMatchObject({ rejected: [{ code: "NO_EMBEDDING_MODEL" }] });
  });

  it("of the model's dimension may stand beside embedded texts", async () => {
    await create({});
    const vector = Array.from({ length: 16 }, (_, at) => (at === 0 ? 1 : 0));
    expect(
      await api.ingest(
        [
          { key: "a", text: "x", vector },
          { key: "b", text: "word" },
        ],
        name,
      ),
    ).toMatchObject({ inserted: 2 });
  });
});
