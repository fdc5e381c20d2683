import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ApiHarness, type Data } from "../support/api-harness.js";
import { storyInputs } from "../support/stories.js";

const MEMBERS = `query ($id: ID!, $orderBy: MemberOrder, $minProbability: Float) {
  cluster(id: $id) { members(first: 100, orderBy: $orderBy, minProbability: $minProbability) {
    totalCount edges { node { key probability outlierScore stale document { key publishedAt } } }
  } }
}`;

describe("a clustering", () => {
  let api: ApiHarness;
  let run: Data;

  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest(storyInputs());
    await api.recluster({ minSamples: 2, projection: { neighbors: 8, epochs: 50 } });
    run = (
      await api.data(`{ clustering {
        id documentCount clusterCount noiseCount
        clusters { totalCount edges { node {
          id label title size persistence center { x y } keywords { term weight } exemplars { key probability document { key } }
          clustering { id } members(first: 100) { totalCount edges { node { key } } }
        } } }
        noise { totalCount edges { node { key probability outlierScore } } }
      } }`)
    ).clustering;
  });
  afterAll(() => api.close());

  const clusters = (): Data[] => run.clusters.edges.map(({ node }: Data) => node);
  const keysOf = (connection: Data): string[] => connection.edges.map(({ node }: Data) => node.key);
  const members = async (id: string, variables: object = {}): Promise<Data[]> => {
    const { cluster } = await api.data(MEMBERS, { id, ...variables });
    expect(cluster.members.totalCount).toBe(cluster.members.edges.length);
    return cluster.members.edges.map(({ node }: Data) => node);
  };

  it("finds the stories, the largest first with label 0, and leaves the rest as noise", () => {
    expect(clusters().map(({ label, size }) => [label, size])).toEqual([
      [0, 10],
      [1, 9],
      [2, 8],
      [3, 7],
    ]);
    clusters().forEach((cluster, story) => {
      expect(keysOf(cluster.members).every((key) => key.startsWith(`s${story}-`))).toBe(true);
      expect(cluster.members.totalCount).toBe(cluster.size);
      expect(cluster.clustering.id).toBe(run.id);
    });
    expect(run.noise.totalCount).toBe(run.noiseCount);
    expect(keysOf(run.noise).sort()).toEqual(["x0", "x1", "x2", "x3", "x4"]);
    expect(run.clusterCount).toBe(run.clusters.totalCount);
    for (const { node } of run.noise.edges) expect(node.probability).toBe(0);
  });

  it("tells clusters apart by keywords, best first, and gives each a title of its own", () => {
    const own = ["flood", "strike", "comet", "harvest"];
    clusters().forEach(({ keywords, title }, story) => {
      expect(keywords.map(({ term }: Data) => term).join(" ")).toContain(own[story]);
      const weights = keywords.map(({ weight }: Data) => weight);
      expect(weights).toEqual(weights.toSorted((a: number, b: number) => b - a));
      expect(title).not.toBe("");
    });
    expect(new Set(clusters().map(({ title }) => title)).size).toBe(4);
  });

  it("tells when members were published, in UTC, and how many repeat another one", async () => {
    const query = `query ($bucket: TimeBucket) { clustering { clusters(first: 1) { edges { node {
      size duplicateCount timeline(bucket: $bucket) { start count } } } } } }`;
    const timeline = async (bucket: string | null): Promise<Data> =>
      (await api.data(query, { bucket })).clustering.clusters.edges[0].node;
    const { size, duplicateCount, timeline: days } = await timeline(null);
    // The first of the ten has no date.
    expect([size, duplicateCount, days.length]).toEqual([10, 0, 9]);
    expect(days[0]).toEqual({ start: "2026-01-02T00:00:00.000Z", count: 1 });
    expect((await timeline("HOUR")).timeline).toEqual(days);
    expect((await timeline("WEEK")).timeline).toEqual([
      { start: "2025-12-29T00:00:00.000Z", count: 3 },
      { start: "2026-01-05T00:00:00.000Z", count: 6 },
    ]);
    expect((await timeline("MONTH")).timeline).toEqual([{ start: "2026-01-01T00:00:00.000Z", count: 9 }]);
  });

  it("shows exemplars that are members, as many as are asked for", async () => {
    for (const { id, exemplars, members: own } of clusters()) {
      expect(exemplars.length).toBeGreaterThan(0);
      for (const { key, document } of exemplars) {
        expect(keysOf(own)).toContain(key);
        expect(document.key).toBe(key);
      }
      const { cluster } = await api.data(`query ($id: ID!) { cluster(id: $id) { exemplars(first: 1) { key } } }`, {
        id,
      });
      expect(cluster.exemplars).toEqual([{ key: exemplars[0].key }]);
      for (const first of [0, 101]) {
        const query = `query ($id: ID!) { cluster(id: $id) { exemplars(first: ${first}) { key } } }`;
        expect(await api.refusal(query, { id })).toMatchObject({ code: "BAD_USER_INPUT" });
      }
    }
  });

  it("orders members by probability, outlier score or date, ties by key, no date last", async () => {
    const { id } = clusters()[0];
    const by = (value: (member: Data) => number) => (all: Data[]) =>
      all.toSorted((a, b) => value(b) - value(a) || (a.key < b.key ? -1 : 1));
    const date = ({ document }: Data): number =>
      document.publishedAt === null ? -1 : Date.parse(document.publishedAt);
    const orders = {
      PROBABILITY: by(({ probability }) => probability),
      OUTLIER_SCORE: by(({ outlierScore }) => outlierScore),
      NEWEST: by(date),
    };
    for (const [orderBy, sorted] of Object.entries(orders)) {
      const found = await members(id, { orderBy });
      expect(found, orderBy).toEqual(sorted(found));
    }
    expect(await members(id)).toEqual(await members(id, { orderBy: "PROBABILITY" }));
    expect((await members(id, { orderBy: "NEWEST" })).at(-1).key).toBe("s0-0");
    const noise = run.noise.edges.map(({ node }: Data) => node.outlierScore);
    expect(noise).toEqual(noise.toSorted((a: number, b: number) => b - a));
  });

  it("leaves out members below minProbability, and counts the rest", async () => {
    const { id } = clusters()[0];
    const all = await members(id);
    const [least] = all.map(({ probability }) => probability).toSorted((a, b) => a - b);
    for (const minProbability of [0, least, least + 1e-6, 1]) {
      const wanted = all.filter(({ probability }) => probability >= minProbability);
      expect(await members(id, { minProbability }), String(minProbability)).toEqual(wanted);
    }
    for (const minProbability of [-0.1, 1.1]) {
      expect(await api.refusal(MEMBERS, { id, minProbability })).toMatchObject({ code: "BAD_USER_INPUT" });
    }
  });

  it("orders clusters by size, persistence, label or newest document", async () => {
    const labels = async (orderBy: string): Promise<number[]> => {
      const { clustering } = await api.data(
        `{ clustering { clusters(orderBy: ${orderBy}) { edges { node { label } } } } }`,
      );
      return clustering.clusters.edges.map(({ node }: Data) => node.label);
    };
    expect(await labels("SIZE")).toEqual([0, 1, 2, 3]);
    expect(await labels("LABEL")).toEqual([0, 1, 2, 3]);
    // Story 3 is that of the latest month.
    expect(await labels("NEWEST")).toEqual([3, 2, 1, 0]);
    const byPersistence = clusters().toSorted((a, b) => b.persistence - a.persistence || a.label - b.label);
    expect(await labels("PERSISTENCE")).toEqual(byPersistence.map(({ label }) => label));
  });

  it("filters documents, neighbors and new runs by the members of a cluster", async () => {
    const { id, size, members: own } = clusters()[1];
    const inCluster = `filter: { cluster: "${id}" }`;
    const { documents, document, search } = await api.data(
      `{ documents(first: 100, ${inCluster}) { totalCount edges { node { key } } }
         document(key: "s0-0") { neighbors(k: 100, ${inCluster}) { document { key } } }
         search(text: "comet", k: 100, ${inCluster}) { document { key } } }`,
    );
    const wanted = keysOf(own).sort();
    expect(keysOf(documents).sort()).toEqual(wanted);
    expect(documents.totalCount).toBe(size);
    for (const hits of [document.neighbors, search])
      expect(hits.map((hit: Data) => hit.document.key).sort()).toEqual(wanted);
    const inside = await api.recluster({ filter: { cluster: id }, layout: false });
    const { clustering } = await api.data(
      `query ($id: ID) { clustering(id: $id) { documentCount params { filter } } }`,
      { id: inside },
    );
    expect(clustering.documentCount).toBe(size);
    expect(clustering.params.filter.keys.toSorted()).toEqual(wanted);
    for (const cluster of ["", "nonsense", `${id}A`, run.id]) {
      const query = `query ($filter: DocumentFilter) { documents(filter: $filter) { totalCount } }`;
      expect(await api.refusal(query, { filter: { cluster } })).toMatchObject({ code: "NOT_FOUND" });
    }
  });

  it("puts the middle of a cluster where its members are on the map", async () => {
    const { id, center, members: own } = clusters()[2];
    const { documents } = await api.data(
      `query ($filter: DocumentFilter) { documents(first: 100, filter: $filter) { edges { node { key point { x y } } } } }`,
      { filter: { cluster: id } },
    );
    const points = documents.edges.map(({ node }: Data) => node.point);
    const mean = (axis: "x" | "y"): number =>
      points.reduce((sum: number, point: Data) => sum + point[axis], 0) / own.totalCount;
    expect(center.x).toBeCloseTo(mean("x"), 9);
    expect(center.y).toBeCloseTo(mean("y"), 9);
  });
});
