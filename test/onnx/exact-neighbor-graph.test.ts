import { describe, expect, it } from "vitest";
import { checkNeighborGraph } from "../../src/numeric/neighbor-graph.js";
import { exactNeighborGraph, normalizeRows } from "../../src/numeric/knn/index.js";
import { RowSearch } from "../../src/onnx/index.js";
import { bruteForceNeighbors } from "../oracle/brute-force-neighbors.js";
import { gaussianVectors, latticeVectors, repeatedVectors } from "../numeric/knn/vectors.js";

/** The graph through ONNX Runtime, with the number of candidates that were asked for. */
async function graphOf(vectors: Float32Array, dimension: number, k: number) {
  const search = RowSearch.of(vectors, dimension, { threads: 1 });
  let asked = 0;
  const counted = {
    size: search.size,
    nearest: (queries: Float32Array, width: number, mask?: Uint8Array) => {
      asked += (queries.length / dimension) * width;
      return search.nearest(queries, width, mask);
    },
  };
  try {
    return { graph: await exactNeighborGraph(vectors, dimension, k, counted), asked };
  } finally {
    await search.release();
  }
}

/** @returns how many candidates were asked for */
async function expectExact(vectors: Float32Array, dimension: number, k: number): Promise<number> {
  const { graph, asked } = await graphOf(vectors, dimension, k);
  checkNeighborGraph(graph);
  expect(graph).toEqual(bruteForceNeighbors(vectors, dimension, k));
  return asked;
}

/** A few long rows, some copies, and the rest random, all far from the origin. */
function roughVectors(n: number, dimension: number): Float32Array {
  const vectors = gaussianVectors(n, dimension, 11, 1, 500);
  for (let i = 0; i < dimension; i++) vectors[i]! *= 1e4;
  for (let row = 40; row < 60; row++) vectors.copyWithin(row * dimension, 30 * dimension, 31 * dimension);
  return vectors;
}

describe("exactNeighborGraph over ONNX Runtime equals brute force to the bit", () => {
  it("on unit vectors", async () => {
    const asked = await expectExact(normalizeRows(gaussianVectors(1300, 48, 1), 48), 48, 20);
    expect(asked).toBeLessThan(1300 * 40);
  });
  it("on random vectors of any length", () => expectExact(gaussianVectors(700, 7, 2, 30), 7, 12));
  it("on vectors far from the origin, without asking for everything", async () => {
    const asked = await expectExact(gaussianVectors(800, 16, 3, 1, 3000), 16, 10);
    expect(asked).toBeLessThan(800 * 60);
  });
  it("on two clusters far from each other and from the origin", () => {
    const vectors = gaussianVectors(300, 8, 4);
    for (let i = 0; i < vectors.length; i++) vectors[i]! += i < vectors.length / 2 ? 2e4 : -2e4;
    return expectExact(vectors, 8, 9);
  });
  it("on long rows among short ones, with copies", () => expectExact(roughVectors(400, 12), 12, 25));
  it("on copies by the hundred", () => expectExact(repeatedVectors(900, 5, 16, 5), 16, 30));
  it("on copies of every third", () => expectExact(repeatedVectors(600, 400, 8, 6), 8, 15));
  it("on a lattice, where most distances are tied", () => expectExact(latticeVectors(500, 3, 4, 7), 3, 20));
  it("on a lattice of distinct points", () => {
    const points = Array.from({ length: 729 }, (_, i) => [i % 9, Math.floor(i / 9) % 9, Math.floor(i / 81)]);
    return expectExact(Float32Array.from(points.flat()), 3, 7);
  });
  it("on points at the same distance from each other", () => {
    const vectors = new Float32Array(300 * 300);
    for (let i = 0; i < 300; i++) vectors[i * 301] = 1;
    return expectExact(vectors, 300, 10);
  });
  it("on rows that are all equal", () => expectExact(new Float32Array(400 * 6).fill(0.5), 6, 15));
  it("on rows of zeros", () => expectExact(new Float32Array(50 * 4), 4, 5));
  it("on rows that differ in the sign of zero", () => expectExact(Float32Array.of(0, 1, -0, 1, 0, 2, 0, 1), 2, 2));
  it("on rows nearer to each other than float32 products can tell", () => {
    const vectors = normalizeRows(gaussianVectors(300, 24, 8), 24);
    for (let row = 100; row < 300; row++) {
      vectors.copyWithin(row * 24, (row % 3) * 24, ((row % 3) + 1) * 24);
      vectors[row * 24 + (row % 24)]! += row * 1e-8;
    }
    return expectExact(vectors, 24, 50);
  });
  it.each([0, 1, 2, 3, 8])("on %i points when more neighbors are wanted than there are", async (n) => {
    await expectExact(gaussianVectors(n, 5, 9), 5, 10);
  });
});

describe("exactNeighborGraph", () => {
  it("gives the same lists for vectors in shared memory", async () => {
    const vectors = gaussianVectors(100, 8, 10);
    const shared = new Float32Array(new SharedArrayBuffer(vectors.byteLength));
    shared.set(vectors);
    expect((await graphOf(shared, 8, 5)).graph).toEqual(bruteForceNeighbors(vectors, 8, 5));
  });
  it("names the row that is not finite", async () => {
    const vectors = gaussianVectors(10, 4, 1);
    vectors[4 * 7 + 2] = NaN;
    await expect(graphOf(vectors, 4, 3)).rejects.toThrow("row 7");
  });
});
