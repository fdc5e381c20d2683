import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ApiHarness } from "../support/api-harness.js";
import { NEWS_DIMENSION, newsDocuments } from "../support/news-vectors.js";

const COUNT = 120;

describe("a request reads lists at once", () => {
  let api: ApiHarness;

  beforeAll(async () => {
    api = await ApiHarness.open();
    const documents = newsDocuments(COUNT).map(({ vector, publishedAt, ...rest }) => ({
      ...rest,
      publishedAt: new Date(publishedAt ?? 0).toISOString(),
      vector: Array.from(vector),
    }));
    expect(await api.ingest(documents)).toMatchObject({ inserted: COUNT, rejected: [] });
    await api.recluster({ projection: { neighbors: 10, epochs: 5 } });
  });
  afterAll(() => api.close());

  it("makes one search and one fetch for 50 documents with 10 neighbors each", async () => {
    api.calls.reset();
    const { documents } = await api.data(
      `{ documents(first: 50) { edges { node { key neighbors(k: 10) { rank distance similarity document { key title } } } } } }`,
    );
    expect(api.calls.count()).toEqual({ page: 1, search: 1, get: 1 });
    expect(documents.edges).toHaveLength(50);
    for (const { node } of documents.edges) {
      expect(node.neighbors.map(({ rank }: { rank: number }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(node.neighbors.map(({ document }: { document: { key: string } }) => document.key)).not.toContain(node.key);
    }
  });
});
