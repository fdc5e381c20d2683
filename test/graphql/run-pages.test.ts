import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ApiHarness } from "../support/api-harness.js";
import { madeInputs } from "../support/made-space.js";
import { allPages, connectionFields } from "../support/relay-pages.js";

describe("pages of collections, clusterings and projections", () => {
  let api: ApiHarness;
  /** Newest first. */
  const runs: string[] = [];
  const NAMES = ["Zoo", "_x", "a1", "b", "default"];

  beforeAll(async () => {
    api = await ApiHarness.open();
    for (const name of ["b", "a1", "Zoo", "_x"]) {
      await api.data(`mutation ($name: String!) { createCollection(input: { name: $name, dimension: 3 }) { id } }`, {
        name,
      });
    }
    await api.ingest(madeInputs(30, "COSINE"));
    for (const seed of [1, 2, 3, 4, 5])
      runs.unshift(await api.recluster({ projection: { seed, neighbors: 5, epochs: 2 } }));
    for (const minClusterSize of [4, 5]) runs.unshift(await api.recluster({ minClusterSize, layout: false }));
  });
  afterAll(() => api.close());

  it.each([1, 2, 5, 100])("of %i collections go through all of them by name", async (first) => {
    const query = `query ($first: Int, $after: String) { collections(first: $first, after: $after) { ${connectionFields("name")} } }`;
    const { nodes } = await allPages(api, query, { first }, ({ collections }) => collections);
    expect(nodes.map(({ name }) => name)).toEqual(NAMES);
  });

  it.each([1, 3, 7, 100])("of %i clusterings go through all of them, newest first", async (first) => {
    const list = `clusterings(first: $first, after: $after) { ${connectionFields("id")} }`;
    const query = `query ($first: Int, $after: String) { ${list} collection { ${list} } }`;
    const direct = await allPages(api, query, { first }, ({ clusterings }) => clusterings);
    expect(direct.nodes.map(({ id }) => id)).toEqual(runs);
    const through = await allPages(api, query, { first }, ({ collection }) => collection.clusterings);
    expect(through).toEqual(direct);
  });

  it.each([1, 2, 5, 100])("of %i projections go through all of them, newest first", async (first) => {
    const query = `query ($first: Int, $after: String) {
      projections(first: $first, after: $after) { ${connectionFields("id status progress params { seed }")} }
    }`;
    const { nodes } = await allPages(api, query, { first }, ({ projections }) => projections);
    expect(nodes.map(({ params }) => params.seed)).toEqual([5, 4, 3, 2, 1]);
    for (const node of nodes) expect(node).toMatchObject({ status: "SUCCEEDED", progress: 1 });
  });

  it("refuse bounds and cursors that do not fit, each list by itself", async () => {
    const { collections, clusterings, projections } = await api.data(
      `{ collections { edges { cursor } } clusterings { edges { cursor } } projections { edges { cursor } } }`,
    );
    const cursors = [collections, clusterings, projections].map(({ edges }) => edges[0].cursor);
    for (const [at, list] of ["collections", "clusterings", "projections"].entries()) {
      for (const first of [0, 101]) {
        expect(await api.refusal(`{ ${list}(first: ${first}) { totalCount } }`)).toMatchObject({
          code: "BAD_USER_INPUT",
        });
      }
      for (const cursor of cursors.filter((_, other) => other !== at)) {
        const query = `query ($after: String) { ${list}(after: $after) { totalCount } }`;
        expect(await api.refusal(query, { after: cursor }), list).toMatchObject({ code: "BAD_CURSOR" });
      }
    }
  });

  it("of clusters, members and noise go through all of them, and know their own cursors only", async () => {
    const variables = { id: runs[0], first: 2 };
    const query = `query ($id: ID, $first: Int, $after: String) {
      clustering(id: $id) { noise(first: $first, after: $after) { ${connectionFields("key")} } }
    }`;
    const noise = await allPages(api, query, variables, ({ clustering }) => clustering.noise);
    const { clustering } = await api.data(`query ($id: ID) { clustering(id: $id) { noiseCount } }`, variables);
    expect(noise.nodes).toHaveLength(clustering.noiseCount);
    expect(clustering.noiseCount).toBeGreaterThan(2);
    expect(await api.refusal(query, { ...variables, id: runs[1], after: noise.cursors[0] })).toMatchObject({
      code: "BAD_CURSOR",
    });
    const clusters = `query ($id: ID, $first: Int, $after: String, $orderBy: ClusterOrder) {
      clustering(id: $id) { clusters(first: $first, after: $after, orderBy: $orderBy) { ${connectionFields("label")} } }
    }`;
    const bySize = await allPages(api, clusters, { id: runs[6], first: 1 }, (data) => data.clustering.clusters);
    expect(bySize.nodes.length).toBeGreaterThan(1);
    const other = { id: runs[6], after: bySize.cursors[0], orderBy: "LABEL" };
    expect(await api.refusal(clusters, other)).toMatchObject({ code: "BAD_CURSOR" });
  });

  it("of an unknown collection are NOT_FOUND", async () => {
    for (const list of ["documents", "clusterings", "projections"]) {
      expect(await api.refusal(`{ ${list}(collection: "nowhere") { totalCount } }`)).toMatchObject({
        code: "NOT_FOUND",
        message: `There is no collection "nowhere"; createCollection makes one.`,
      });
    }
  });
});
