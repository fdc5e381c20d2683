import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ApiHarness, type Data } from "../support/api-harness.js";
import { decodeColumns } from "../support/assignment-columns.js";
import { newsInputs } from "../support/news-inputs.js";
import { NEWS_DIMENSION, newsVectors } from "../support/news-vectors.js";
import { trustworthiness as oracle } from "../oracle/trustworthiness.js";

const COUNT = 250;
const LAYOUT = { neighbors: 12, epochs: 60, seed: 7 };
const COLUMNS = "count documentIds x y labels data";

describe("a projection", () => {
  let api: ApiHarness;
  let id: string;
  let other: string;

  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest(newsInputs(COUNT));
    id = await api.recluster({ projection: LAYOUT });
    other = await api.recluster({ projection: LAYOUT, minClusterSize: 6 });
  });
  afterAll(() => api.close());

  const projectionOf = async (clustering: string, fields: string): Promise<Data> =>
    (await api.data(`query ($id: ID) { clustering(id: $id) { projection { ${fields} } } }`, { id: clustering }))
      .clustering.projection;

  it("is one for two runs that ask for the same layout, seen through each with its own labels", async () => {
    const [one, two] = [
      await projectionOf(id, `id clustering { id } columns { ${COLUMNS} }`),
      await projectionOf(other, `id clustering { id } columns { ${COLUMNS} }`),
    ];
    expect(two.id).toBe(one.id);
    expect([one.clustering.id, two.clustering.id]).toEqual([id, other]);
    expect([two.columns.x, two.columns.y]).toEqual([one.columns.x, one.columns.y]);
    expect(two.columns.labels).not.toEqual(one.columns.labels);
    for (const [run, columns] of [
      [id, one.columns],
      [other, two.columns],
    ]) {
      const { clustering } = await api.data(
        `query ($id: ID) { clustering(id: $id) { assignments { documentIds labels } } }`,
        { id: run },
      );
      expect(columns).toMatchObject({
        count: COUNT,
        documentIds: clustering.assignments.documentIds,
        labels: clustering.assignments.labels,
      });
    }
    expect((await api.data(`{ projections { totalCount } }`)).projections.totalCount).toBe(1);
  });

  it("gives the labels of any run of the collection that is asked for", async () => {
    const query = `query ($clustering: ID) { projection { columns(clustering: $clustering) { labels } } }`;
    const own = await projectionOf(other, "columns { labels }");
    expect((await api.data(query, { clustering: other })).projection.columns.labels).toEqual(own.columns.labels);
    expect(await api.refusal(query, { clustering: "nonsense" })).toMatchObject({ code: "NOT_FOUND" });
  });

  it("says the same as lists and as bytes, and in Document.point", async () => {
    const { lists, bytes } = await projectionOf(
      id,
      `lists: columns { ${COLUMNS} } bytes: columns(encoding: BASE64) { ${COLUMNS} }`,
    );
    expect(bytes).toMatchObject({ count: COUNT, documentIds: lists.documentIds, x: null, y: null, labels: null });
    expect(decodeColumns(bytes.data, COUNT, ["float", "float", "int"])).toEqual([lists.x, lists.y, lists.labels]);
    for (const value of [...lists.x, ...lists.y]) expect(Number.isFinite(value)).toBe(true);
    const { documents } = await api.data(`{ documents(first: 100) { edges { node { point { x y } } } } }`);
    documents.edges.forEach(({ node }: Data, row: number) =>
      expect(node.point).toEqual({ x: lists.x[row], y: lists.y[row] }),
    );
  });

  it("tells all its parameters, defaults included", async () => {
    expect(
      await projectionOf(
        id,
        "params { neighbors minDist seed epochs engine } status progress error { code } collection { name }",
      ),
    ).toEqual({
      params: { ...LAYOUT, minDist: 0.1, engine: "NATIVE" },
      status: "SUCCEEDED",
      progress: 1,
      error: null,
      collection: { name: "default" },
    });
  });

  it("is the same to the bit for the same documents in another collection, and another for another seed", async () => {
    await api.data(`mutation { createCollection(input: { name: "twin", dimension: 384 }) { id } }`);
    await api.ingest(newsInputs(COUNT).reverse(), "twin");
    const twin = await api.recluster({ collection: "twin", projection: LAYOUT });
    const [one, two] = [await projectionOf(id, "id columns { x y }"), await projectionOf(twin, "id columns { x y }")];
    expect(two.columns).toEqual(one.columns);
    expect(two.id).not.toBe(one.id);
    const seeded = await api.recluster({ projection: { ...LAYOUT, seed: 8 } });
    expect((await projectionOf(seeded, "columns { x }")).columns.x).not.toEqual(one.columns.x);
  });

  it("says how far it can be trusted, at 15 neighbors", async () => {
    const { trustworthiness, columns } = await projectionOf(id, "trustworthiness columns { x y }");
    const xy = Float32Array.from(columns.x.flatMap((x: number, row: number) => [x, columns.y[row]]));
    const vectors = newsVectors().subarray(0, COUNT * NEWS_DIMENSION);
    expect(trustworthiness).toBeCloseTo(oracle(vectors, NEWS_DIMENSION, xy, 15), 10);
    expect(trustworthiness).toBeGreaterThan(0.8);
  });

  it("can be deleted: its runs show none, and the same work draws it again", async () => {
    const request = { projection: { ...LAYOUT, seed: 9 } };
    const run = await api.recluster(request);
    const { id: map, columns } = await projectionOf(run, "id columns { x }");
    const remove = "mutation ($id: ID!) { deleteProjection(id: $id) }";
    expect(await api.data(remove, { id: map })).toEqual({ deleteProjection: true });
    expect(await api.refusal(remove, { id: map })).toMatchObject({ code: "NOT_FOUND" });
    expect(
      (await api.data(`query ($id: ID) { clustering(id: $id) { projection { id } } }`, { id: run })).clustering,
    ).toEqual({ projection: null });
    const again = await api.recluster(request);
    expect((await projectionOf(again, "columns { x }")).columns).toEqual(columns);
  });

  it("has no place for documents that came later, and keeps those of documents that went", async () => {
    await api.ingest(newsInputs(COUNT + 1).slice(-1));
    await api.data(`mutation { deleteDocuments(keys: ["n-00000"]) }`);
    const { document, projection } = await api.data(
      `{ document(key: "n-00250") { point { x } membership { provisional } } projection { columns { count } } }`,
    );
    expect(document).toEqual({ point: null, membership: { provisional: true } });
    expect(projection.columns.count).toBe(COUNT);
    const ofOther = `query { document(key: "n-00001") { point(projection: "${(await projectionOf(await api.recluster({ collection: "twin", projection: LAYOUT }), "id")).id}") { x } } }`;
    expect(await api.refusal(ofOther)).toMatchObject({ code: "BAD_USER_INPUT" });
  });
});
