import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { ApiHarness, type Data } from "../support/api-harness.js";
import { newsInputs } from "../support/news-inputs.js";

describe("lists in an order", () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest(newsInputs(300));
    await api.recluster({ layout: false });
  });
  afterAll(() => api.close());

  it("are sorted once, however often one request comes by them", async () => {
    const sort = vi.spyOn(Int32Array.prototype, "sort");
    const { documents } = await api.data(
      `{ documents(first: 20) { edges { node { neighbors(k: 20) { document { membership { clustering {
        noise(first: 1) { totalCount edges { node { key } } }
        clusters(first: 1, orderBy: NEWEST) { edges { node { members(first: 1, orderBy: NEWEST) { totalCount } } } }
      } } } } } } } }`,
    );
    expect(sort.mock.calls.length).toBeLessThanOrEqual(3);
    sort.mockRestore();
    const seen = documents.edges.flatMap(({ node }: Data) =>
      node.neighbors.map(({ document }: Data) => document.membership.clustering.noise.edges[0].node.key),
    );
    expect(seen).toHaveLength(400);
    expect(new Set(seen).size).toBe(1);
  });

  it.each(["noise(first: 1) { totalCount }", "clusters(first: 1) { totalCount }"])(
    "cost more than an object: %s",
    async (field) => {
      const query = (k: number): string =>
        `{ documents(first: 50) { edges { node { neighbors(k: ${k}) { document { membership { clustering { ${field} } } } } } } } }`;
      expect((await api.ask(query(50))).errors).toBeUndefined();
      expect((await api.refusal(query(100))).code).toBe("QUERY_TOO_COMPLEX");
    },
  );

  it.each(["PROBABILITY", "OUTLIER_SCORE", "NEWEST"])("come in pages by %s above a probability", async (orderBy) => {
    const { clustering } = await api.data(`{ clustering { clusters(first: 1) { edges { node { id } } } } }`);
    const variables = { id: clustering.clusters.edges[0].node.id, orderBy };
    const query = `query ($id: ID!, $orderBy: MemberOrder!, $first: Int!, $after: String, $min: Float) {
      cluster(id: $id) { members(first: $first, after: $after, orderBy: $orderBy, minProbability: $min) {
        totalCount pageInfo { hasNextPage endCursor } edges { node { key probability } }
      } }
    }`;
    const read = async (more: object): Promise<Data> =>
      (await api.data(query, { ...variables, ...more })).cluster.members;
    const all = (await read({ first: 100 })).edges.map(({ node }: Data) => node);
    const ranked = all.map(({ probability }: Data) => probability).toSorted((a: number, b: number) => b - a);
    const min = ranked[Math.floor(ranked.length / 2)];
    const wanted = all.filter(({ probability }: Data) => probability >= min);
    expect(wanted.length).toBeGreaterThan(2);
    const paged: Data[] = [];
    let after: string | null = null;
    do {
      const page: Data = await read({ first: 2, after, min });
      expect(page.totalCount).toBe(wanted.length);
      paged.push(...page.edges.map(({ node }: Data) => node));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(paged).toEqual(wanted);
  });
});
