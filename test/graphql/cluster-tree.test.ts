import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiHarness, type Data } from "../support/api-harness.js";
import { newsInputs } from "../support/news-inputs.js";

const TREE = `parent child distance size clusterId`;

describe("the tree of a run", () => {
  let api: ApiHarness;
  let id: string;
  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest(newsInputs(400));
    id = await api.recluster({ layout: false });
  });
  afterAll(() => api.close());

  const ask = async (field: string): Promise<Data> =>
    (await api.data(`query ($id: ID) { clustering(id: $id) { ${field} } }`, { id })).clustering;

  it("holds each selected cluster once, none inside another, with its size", async () => {
    const { tree, clusters } = await ask(`tree { ${TREE} } clusters(first: 100) { edges { node { id size } } }`);
    const ids = tree.clusterId.filter((clusterId: string | null) => clusterId !== null);
    expect([...ids].sort()).toEqual(clusters.edges.map(({ node }: Data) => node.id).sort());
    const rowOf = new Map<number, number>(tree.child.map((child: number, row: number) => [child, row]));
    for (const { node } of clusters.edges) {
      let row = tree.clusterId.indexOf(node.id);
      expect(tree.size[row]).toBe(node.size);
      for (let up = rowOf.get(tree.parent[row]); up !== undefined; up = rowOf.get(tree.parent[row])) {
        expect(tree.clusterId[up]).toBeNull();
        expect(tree.size[up]).toBeGreaterThan(tree.size[row]);
        expect(tree.distance[up]).toBeGreaterThanOrEqual(tree.distance[row]);
        row = up;
      }
      expect(tree.parent[row]).toBe(0);
    }
  });

  it("is cut at a size", async () => {
    const { tree } = await ask(`tree(minSize: 10) { ${TREE} }`);
    const { tree: whole } = await ask(`tree { ${TREE} }`);
    expect(tree.size).toEqual(whole.size.filter((size: number) => size >= 10));
    expect(tree.child.length).toBeGreaterThan(0);
  });

  it("says which clusters one meets first, and where", async () => {
    const { tree, clusters } = await ask(
      `tree { ${TREE} } clusters(first: 100) { edges { node { id nearest(first: 100) { distance cluster { id } } } } }`,
    );
    const rowOf = new Map<number, number>(tree.child.map((child: number, row: number) => [child, row]));
    const upwards = (clusterId: string): number[] => {
      const path = [tree.clusterId.indexOf(clusterId)];
      for (let up = rowOf.get(tree.parent[path[0]!]); up !== undefined; up = rowOf.get(tree.parent[up])) path.push(up);
      return path;
    };
    const { node } = clusters.edges[0];
    expect(node.nearest).toHaveLength(clusters.edges.length - 1);
    const distances = node.nearest.map(({ distance }: Data) => distance);
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
    for (const { distance, cluster } of node.nearest) {
      const own = upwards(node.id);
      const theirs = new Set(upwards(cluster.id));
      // The highest row of this cluster's own: where it parts from what they share.
      const parting = own.filter((row) => !theirs.has(row)).at(-1)!;
      expect(distance).toBe(tree.distance[parting]);
    }
  });

  it("has a validity, which a cut by the same parameters has too", async () => {
    const { validity, recut, other } = await ask(
      `validity recut { validity } other: recut(minClusterSize: 9) { validity }`,
    );
    expect(validity).toBeGreaterThan(0);
    expect(validity).toBeLessThan(1);
    expect(recut.validity).toBe(validity);
    expect(other.validity).not.toBe(validity);
  });
});
