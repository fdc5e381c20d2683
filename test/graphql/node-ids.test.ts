import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ApiHarness, type Data } from "../support/api-harness.js";
import { newsInputs } from "../support/news-inputs.js";

const NODE = `query ($id: ID!) { node(id: $id) { __typename id
  ... on Collection { name documentCount } ... on Document { key title } ... on Clustering { status clusterCount }
  ... on Cluster { label size title } ... on Projection { status params { seed } }
} }`;
const IDS = `{
  collection { id name documentCount }
  document(key: "n-00001") { id key title }
  clustering { id status clusterCount clusters(first: 2) { edges { node { id label size title } } } }
  projection { id status params { seed } }
}`;

describe("ids", () => {
  let api: ApiHarness;
  let known: Data;

  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest(newsInputs(80));
    await api.recluster({ minClusterSize: 2, minSamples: 1, projection: { neighbors: 8, epochs: 2 } });
    known = await api.data(IDS);
  });
  afterAll(() => api.close());

  const things = (): [type: string, thing: Data][] => {
    const { clusters, ...clustering } = known.clustering;
    const [first, second] = clusters.edges.map(({ node }: Data) => node);
    return [
      ["Collection", known.collection],
      ["Document", known.document],
      ["Clustering", clustering],
      ["Cluster", first],
      ["Cluster", second],
      ["Projection", known.projection],
    ];
  };

  it("lead to every type through node", async () => {
    for (const [__typename, thing] of things()) {
      expect((await api.data(NODE, { id: thing.id })).node).toEqual({ __typename, ...thing });
    }
  });

  it("are opaque base64url, and different over all types", () => {
    const ids: string[] = things().map(([, { id }]) => id);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{8,}$/);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.join(" ")).not.toContain("n-00001");
  });

  it("lead to their own type only", async () => {
    const [collection, document, clustering, cluster, , projection] = things().map(([, { id }]) => id as string);
    const data = await api.data(
      `query ($collection: ID!, $document: ID!, $clustering: ID!, $cluster: ID!, $projection: ID!) {
        document(id: $cluster) { id } clustering(id: $projection) { id } cluster(id: $document) { id }
        projection(id: $clustering) { id } other: document(id: $collection) { id }
        right: cluster(id: $cluster) { label }
      }`,
      { collection, document, clustering, cluster, projection },
    );
    const nothing = { document: null, clustering: null, cluster: null, projection: null, other: null };
    expect(data).toEqual({ ...nothing, right: { label: 0 } });
  });

  it("that nobody gave out lead to nothing, and are no error", async () => {
    const { id } = known.clustering;
    for (const wrong of ["", "x", `${id}=`, id.slice(0, -1), "é\u0000", "__proto__", "a".repeat(10_000)]) {
      expect((await api.data(NODE, { id: wrong })).node, wrong.slice(0, 20)).toBeNull();
    }
  });

  it("and keys find the same document; exactly one of them is taken", async () => {
    const both = await api.data(
      `query ($id: ID) { byId: document(id: $id) { id key } byKey: document(collection: null, key: "n-00001") { id key } none: document(key: "none") { id } }`,
      { id: known.document.id },
    );
    expect(both.byId).toEqual({ id: known.document.id, key: "n-00001" });
    expect(both.byKey).toEqual(both.byId);
    expect(both.none).toBeNull();
    expect(await api.refusal(`{ document { id } }`)).toMatchObject({ code: "BAD_USER_INPUT" });
    expect(await api.refusal(`{ document(id: null, key: null) { id } }`)).toMatchObject({ code: "BAD_USER_INPUT" });
    expect(await api.refusal(`{ document(id: "x", key: "y") { id } }`)).toMatchObject({
      code: "BAD_USER_INPUT",
      message: "document takes exactly one of id and key.",
    });
  });

  it("and cursors are the same after a restart", async () => {
    const page = `query ($after: String) { documents(first: 3, after: $after) { pageInfo { endCursor } edges { cursor node { id } } } }`;
    const { documents } = await api.data(page);
    const next = await api.data(page, { after: documents.pageInfo.endCursor });
    await api.close({ keep: true });
    api = await ApiHarness.open({ directory: api.directory });
    expect(await api.data(IDS)).toEqual(known);
    for (const [, { id }] of things()) expect((await api.data(NODE, { id })).node.id).toBe(id);
    expect(await api.data(page, { after: documents.pageInfo.endCursor })).toEqual(next);
  });
});
