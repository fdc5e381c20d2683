import { afterEach, describe, expect, it } from "vitest";
import {
  buildHierarchy,
  buildSpanningTree,
  type ClusterResult,
  extractClusters,
} from "../../src/numeric/hdbscan/index.js";
import { exactNeighborGraph } from "../../src/numeric/knn/index.js";
import { OutsideRows, RowSearch } from "../../src/onnx/index.js";
import { gaussianVectors, repeatedVectors } from "../numeric/knn/vectors.js";

const DIMENSION = 24;
const opened: { release(): Promise<void> }[] = [];
afterEach(async () => {
  for (const search of opened.splice(0)) await search.release();
});

/** From vectors to clusters with matrix products on so many threads; the graph is so narrow that points are asked again. */
async function clustered(vectors: Float32Array, threads: number): Promise<ClusterResult & { queries: number }> {
  const search = RowSearch.of(vectors, DIMENSION, { threads });
  const outside = new OutsideRows(vectors, DIMENSION, { threads });
  opened.push(search, outside);
  const graph = await exactNeighborGraph(vectors, DIMENSION, 6, search);
  const tree = await buildSpanningTree(graph, { minSamples: 4, certificationBudget: Infinity }, outside);
  expect(tree.certifiedCount).toBe(graph.n - 1);
  return { ...extractClusters(buildHierarchy(tree), { minClusterSize: 4 }), queries: tree.queries };
}

describe.each([
  ["vectors", gaussianVectors(1500, DIMENSION, 4)],
  ["vectors with copies", repeatedVectors(1500, 900, DIMENSION, 5)],
])("%s", (_, vectors) => {
  it("give the same clusters on one thread and on two, to the bit", async () => {
    const one = await clustered(vectors, 1);
    expect(one.queries).toBeGreaterThan(0);
    expect(await clustered(vectors, 2)).toEqual(one);
  });
});
