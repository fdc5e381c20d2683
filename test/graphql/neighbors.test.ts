import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { normalizeRows } from "../../src/numeric/knn/index.js";
import type { EmbeddedDocument } from "../../src/store/document.js";
import type { Metric } from "../../src/store/vector-store.js";
import { bruteForceSearch } from "../oracle/brute-force-search.js";
import { ApiHarness, type Data } from "../support/api-harness.js";
import { MADE_DIMENSION, madeInputs } from "../support/made-space.js";

const COUNT = 60;
const SIMILARITY: Record<Metric, (distance: number) => number> = {
  COSINE: (distance) => 1 - distance ** 2 / 2,
  IP: (distance) => 1 - distance ** 2 / 2,
  L2: (distance) => 1 / (1 + distance),
};
const NEIGHBORS = `query ($collection: String!, $k: Int, $filter: DocumentFilter) {
  documents(collection: $collection, first: 100) {
    edges { node { key neighbors(k: $k, filter: $filter) { rank distance similarity document { key fields } } } }
  }
}`;

let api: ApiHarness;
beforeAll(async () => {
  api = await ApiHarness.open();
});
afterAll(() => api.close());

describe.each(["COSINE", "L2", "IP"] as const)("neighbors in a %s collection", (metric) => {
  const inputs = madeInputs(COUNT, metric);
  const stored = inputs.map(({ key, fields, vector }) => {
    const given = Float32Array.from(vector ?? []);
    return { key, fields, vector: metric === "L2" ? given : normalizeRows(given, MADE_DIMENSION) } as EmbeddedDocument;
  });

  beforeAll(async () => {
    await api.data(`mutation ($input: CreateCollectionInput!) { createCollection(input: $input) { id } }`, {
      input: { name: metric, metric, dimension: MADE_DIMENSION },
    });
    expect(await api.ingest(inputs, metric)).toMatchObject({ inserted: COUNT, rejected: [] });
  });

  function expectNeighbors(node: Data, k: number, among: readonly EmbeddedDocument[]): void {
    const { vector } = stored.find(({ key }) => key === node.key)!;
    const wanted = bruteForceSearch(vector, among, k, node.key);
    expect(node.neighbors.map(({ document }: Data) => document.key)).toEqual(wanted.map(({ key }) => key));
    node.neighbors.forEach(({ rank, distance, similarity }: Data, at: number) => {
      expect(rank).toBe(at + 1);
      expect(distance).toBeCloseTo(wanted[at]!.distance, 12);
      expect(similarity).toBeCloseTo(SIMILARITY[metric](distance), 12);
    });
  }

  it("are those of brute force, ties by key, never the document itself", async () => {
    const { documents } = await api.data(NEIGHBORS, { collection: metric, k: 10 });
    expect(documents.edges).toHaveLength(COUNT);
    for (const { node } of documents.edges) expectNeighbors(node, 10, stored);
  });

  it("begin with a document's copy at distance 0 and the highest similarity", async () => {
    const { document } = await api.data(
      `query ($collection: String) { document(collection: $collection, key: "m-0004") { neighbors(k: 1) { distance similarity document { key } } } }`,
      { collection: metric },
    );
    expect(document.neighbors).toEqual([{ distance: 0, similarity: 1, document: { key: "m-0003" } }]);
  });

  it("are all other documents where k is larger than the collection", async () => {
    const { documents } = await api.data(NEIGHBORS, { collection: metric, k: 200 });
    for (const { node } of documents.edges) expectNeighbors(node, COUNT - 1, stored);
  });

  it("are only those that pass the filter, for documents that do not pass it too", async () => {
    const filter = { all: [{ field: "parity", op: "EQ", value: "odd" }] };
    const { documents } = await api.data(NEIGHBORS, { collection: metric, k: 7, filter });
    const odd = stored.filter(({ fields }) => fields["parity"] === "odd");
    for (const { node } of documents.edges) expectNeighbors(node, 7, odd);
  });

  it("are none where no other document passes the filter", async () => {
    const { documents } = await api.data(NEIGHBORS, { collection: metric, k: 7, filter: { keys: ["m-0001"] } });
    for (const { node } of documents.edges) expect(node.neighbors).toHaveLength(node.key === "m-0001" ? 0 : 1);
  });

  it("can be searched for by a vector, which finds a document with the same vector too", async () => {
    const search = `query ($collection: String!, $vector: [Float!]) {
      search(collection: $collection, vector: $vector, k: 5) { rank distance similarity document { key } }
    }`;
    const vector = inputs[3]?.vector;
    const { search: hits } = await api.data(search, { collection: metric, vector });
    const wanted = bruteForceSearch(stored[3]!.vector, stored, 5);
    expect(hits.map(({ document }: Data) => document.key)).toEqual(wanted.map(({ key }) => key));
    expect(hits.slice(0, 2).map(({ distance }: Data) => distance)).toEqual([0, 0]);
  });
});

describe("neighbors", () => {
  it("number 10 by default, also where k is null", async () => {
    const { document } = await api.data(
      `{ document(collection: "L2", key: "m-0000") { plain: neighbors { rank } withNull: neighbors(k: null, filter: null) { rank } } }`,
    );
    expect(document.plain).toHaveLength(10);
    expect(document.withNull).toEqual(document.plain);
  });

  it("follow a document that changed its vector, and forget one that was deleted", async () => {
    const far = Array.from({ length: MADE_DIMENSION }, () => 100);
    await api.ingest([{ key: "m-0003", text: "Made document 3", vector: far }], "L2");
    const keys = async (): Promise<string[]> => {
      const { document } = await api.data(
        `{ document(collection: "L2", key: "m-0004") { neighbors(k: 59) { document { key } } } }`,
      );
      return document.neighbors.map((neighbor: Data) => neighbor.document.key);
    };
    expect((await keys()).at(-1)).toBe("m-0003");
    await api.data(`mutation { deleteDocuments(collection: "L2", keys: ["m-0003"]) }`);
    const left = await keys();
    expect(left).toHaveLength(58);
    expect(left).not.toContain("m-0003");
  });
});
