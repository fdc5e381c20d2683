import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { normalizeRows } from "../../src/numeric/knn/index.js";
import { bruteForceSearch } from "../oracle/brute-force-search.js";
import { ApiHarness, type Data } from "../support/api-harness.js";
import { newsInputs } from "../support/news-inputs.js";
import { NEWS_DIMENSION, newsDocuments } from "../support/news-vectors.js";

const COUNT = 120;
const keysOf = (neighbors: Data[]): string[] => neighbors.map(({ document }) => document.key);

describe("a request reads lists at once", () => {
  let api: ApiHarness;
  const stored = newsDocuments(COUNT).map((each) => ({ ...each, vector: normalizeRows(each.vector, NEWS_DIMENSION) }));
  const nearest = (key: string, k: number): string[] => {
    const { vector } = stored.find((each) => each.key === key)!;
    return bruteForceSearch(vector, stored, k, key).map((hit) => hit.key);
  };

  beforeAll(async () => {
    api = await ApiHarness.open();
    expect(await api.ingest(newsInputs(COUNT))).toMatchObject({ inserted: COUNT, rejected: [] });
    await api.recluster({ minClusterSize: 2, minSamples: 1, projection: { neighbors: 10, epochs: 5 } });
  });
  afterAll(() => api.close());

  async function counted(query: string): Promise<Data> {
    api.calls.reset();
    return api.data(query);
  }

  it("makes one search and one fetch for 50 documents with 10 neighbors each", async () => {
    const { documents } = await counted(
      `{ documents(first: 50) { edges { node { key neighbors(k: 10) { rank distance similarity document { key title } } } } } }`,
    );
    expect(api.calls.count()).toEqual({ page: 1, search: 1, get: 1 });
    expect(documents.edges).toHaveLength(50);
    const asked = documents.edges.map(({ node }: Data) => node.key);
    expect(api.calls.searches()).toEqual([{ target: { keys: asked }, k: 10 }]);
    for (const { node } of documents.edges) {
      expect(node.neighbors.map(({ rank }: Data) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(keysOf(node.neighbors)).toEqual(nearest(node.key, 10));
    }
    // Documents of the page itself are at hand; each other one is fetched once.
    const [fetched = []] = api.calls.fetches();
    const found = new Set<string>(documents.edges.flatMap(({ node }: Data) => keysOf(node.neighbors)));
    expect([...fetched].sort()).toEqual([...found].filter((key) => !asked.includes(key)).sort());
  });

  it("searches once for aliases that ask for different k, and gives each its own length", async () => {
    const { documents } = await counted(
      `{ documents(first: 20) { edges { node { key few: neighbors(k: 3) { document { key } } many: neighbors(k: 12) { document { key } } } } } }`,
    );
    expect(api.calls.count()).toEqual({ page: 1, search: 1, get: 1 });
    for (const { node } of documents.edges) {
      expect(keysOf(node.few)).toEqual(nearest(node.key, 3));
      expect(keysOf(node.many)).toEqual(nearest(node.key, 12));
    }
  });

  it("searches once a filter, and not again for one that says the same", async () => {
    const filter = `filter: { publishedAfter: "2026-01-01T00:30:00Z" }`;
    await counted(
      `{ documents(first: 20) { edges { node {
        all: neighbors(k: 3) { rank } late: neighbors(k: 3, ${filter}) { rank } later: neighbors(k: 5, ${filter}) { rank }
      } } } }`,
    );
    expect(api.calls.count()).toMatchObject({ page: 1, search: 2 });
  });

  it("makes one search and one fetch a level for neighbors of neighbors", async () => {
    const { documents } = await counted(
      `{ documents(first: 10) { edges { node { key neighbors(k: 5) { document { key neighbors(k: 4) { document { key } } } } } } } }`,
    );
    expect(api.calls.count()).toEqual({ page: 1, search: 2, get: 2 });
    for (const { node } of documents.edges) {
      for (const { document } of node.neighbors) {
        expect(keysOf(document.neighbors)).toEqual(nearest(document.key, 4));
      }
    }
  });

  it("fetches once what root fields under aliases look up, and a repeated key once", async () => {
    const keys = ["n-00003", "n-00007", "n-00003", "none"];
    const fields = keys.map((key, at) => `d${at}: document(key: "${key}") { key }`);
    const data = await counted(`{ ${fields.join(" ")} }`);
    expect(api.calls.count()).toEqual({ get: 1 });
    expect(api.calls.fetches()).toEqual([["n-00003", "n-00007", "none"]]);
    expect(data).toEqual({ d0: { key: "n-00003" }, d1: { key: "n-00007" }, d2: { key: "n-00003" }, d3: null });
  });

  it("fetches the documents of all members, exemplars and noise at once", async () => {
    const { clustering } = await counted(
      `{ clustering {
        clusters(first: 10) { edges { node {
          members(first: 20) { edges { node { key stale document { key } } } } exemplars { document { key } }
        } } }
        noise(first: 20) { edges { node { key document { key } } } }
      } }`,
    );
    expect(api.calls.count()).toEqual({ get: 1 });
    expect(clustering.clusters.edges.length).toBeGreaterThan(2);
    for (const { node } of clustering.clusters.edges) {
      for (const { node: member } of node.members.edges) {
        expect(member).toEqual({ key: member.key, stale: false, document: { key: member.key } });
      }
    }
  });

  it("asks the store for nothing more to tell membership and point of a page", async () => {
    const { documents } = await counted(
      `{ documents(first: 50) { edges { node { membership { probability stale cluster { title } } point { x y } } } } }`,
    );
    expect(api.calls.count()).toEqual({ page: 1 });
    for (const { node } of documents.edges) {
      expect(node.membership.stale).toBe(false);
      expect(Number.isFinite(node.point.x)).toBe(true);
    }
  });

  it("counts two requests as two: nothing is kept from one to the next", async () => {
    const query = `{ documents(first: 2) { edges { node { neighbors(k: 1) { document { key } } } } } }`;
    await counted(query);
    await api.data(query);
    expect(api.calls.count()).toEqual({ page: 2, search: 2, get: 2 });
  });
});
