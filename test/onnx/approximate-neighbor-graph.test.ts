import { describe, expect, it } from "vitest";
import { checkNeighborGraph, type NeighborGraph } from "../../src/numeric/neighbor-graph.js";
import {
  type ApproximateGraph,
  approximateNeighborGraph,
  euclidean,
  normalizeRows,
} from "../../src/numeric/knn/index.js";
import { BlockRows } from "../../src/onnx/index.js";
import { seededRandom } from "../../src/numeric/random.js";
import { bruteForceNeighbors } from "../oracle/brute-force-neighbors.js";
import { gaussianVectors, latticeVectors, repeatedVectors } from "../numeric/knn/vectors.js";

async function graphOf(
  vectors: Float32Array,
  dimension: number,
  k: number,
  { seed = 1, threads = 1, onProgress = (_share: number): void => undefined, shouldStop = (): boolean => false } = {},
): Promise<ApproximateGraph> {
  const search = new BlockRows(dimension, { threads });
  try {
    return await approximateNeighborGraph(vectors, dimension, k, search, seed, { onProgress, shouldStop });
  } finally {
    await search.release();
  }
}

/** Topics of several widths around random directions, as texts have them. */
function topicVectors(n: number, dimension: number, topics: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  const centers = gaussianVectors(topics, dimension, seed + 1);
  const vectors = gaussianVectors(n, dimension, seed + 2);
  for (let row = 0; row < n; row++) {
    const topic = Math.floor(random() * topics);
    const spread = 0.3 + 0.7 * random();
    for (let i = 0; i < dimension; i++) {
      vectors[row * dimension + i] = centers[topic * dimension + i]! + spread * vectors[row * dimension + i]!;
    }
  }
  return normalizeRows(vectors, dimension);
}

/** Entries no farther than the true k-th neighbor, of all lists. */
function recall(graph: NeighborGraph, exact: NeighborGraph): number {
  const { n, k } = graph;
  let right = 0;
  for (let row = 0; row < n; row++) {
    const farthest = exact.distances[row * k + k - 1]!;
    for (let at = row * k; at < (row + 1) * k; at++) if (graph.distances[at]! <= farthest) right++;
  }
  return right / (n * k);
}

/** The contract of a graph, with distances that are those of its rows to the bit and no row twice in a list. */
function expectSound(graph: NeighborGraph, vectors: Float32Array, dimension: number): void {
  checkNeighborGraph(graph);
  const { n, k, indices, distances } = graph;
  for (let row = 0; row < n; row++) {
    const list = indices.subarray(row * k, (row + 1) * k);
    expect(new Set(list).size).toBe(k);
    for (let i = 0; i < k; i++) {
      const distance = distances[row * k + i]!;
      expect(distance).toBe(euclidean(vectors, row, vectors, list[i]!, dimension));
      if (i > 0 && distance === distances[row * k + i - 1]) expect(list[i]).toBeGreaterThan(list[i - 1]!);
    }
  }
}

describe("approximateNeighborGraph over ONNX Runtime", () => {
  it("finds nearly all neighbors of topics, looking into few of the cells, and says how many it finds", async () => {
    const vectors = topicVectors(2500, 32, 40, 1);
    const graph = await graphOf(vectors, 32, 15);
    expectSound(graph, vectors, 32);
    const exact = bruteForceNeighbors(vectors, 32, 15);
    expect(recall(graph, exact)).toBeGreaterThan(0.97);
    expect(graph.recallAtK).toBeCloseTo(recall(graph, exact), 1);
    expect(graph.recallAtK).toBeLessThan(1);
    expect(graph.probes).toBeLessThan(Math.sqrt(2500) / 2);
  });
  it("looks into more cells where there are no topics to be found", async () => {
    const structured = await graphOf(topicVectors(2000, 24, 40, 2), 24, 10);
    const vectors = normalizeRows(gaussianVectors(2000, 24, 3), 24);
    const even = await graphOf(vectors, 24, 10);
    expect(even.probes).toBeGreaterThan(2 * structured.probes);
    expect(recall(even, bruteForceNeighbors(vectors, 24, 10))).toBeGreaterThan(0.95);
  });
  it("gives the same graph for a seed with any number of threads, and another for another seed", async () => {
    const vectors = topicVectors(3000, 48, 30, 4);
    const [one, two, other] = await Promise.all([
      graphOf(vectors, 48, 12),
      graphOf(vectors, 48, 12, { threads: 2 }),
      graphOf(vectors, 48, 12, { seed: 2 }),
    ]);
    expect(two).toEqual(one);
    expect(other.indices).not.toEqual(one.indices);
  });
  it("takes an offset that all vectors have in common out of float32's way", async () => {
    const vectors = topicVectors(1500, 16, 20, 5).map((value) => value + 300);
    const graph = await graphOf(vectors, 16, 10);
    expectSound(graph, vectors, 16);
    expect(recall(graph, bruteForceNeighbors(vectors, 16, 10))).toBeGreaterThan(0.95);
  });
  it("lists copies at distance 0 before all others", async () => {
    const vectors = repeatedVectors(900, 300, 16, 6);
    const graph = await graphOf(vectors, 16, 8);
    expectSound(graph, vectors, 16);
    const exact = bruteForceNeighbors(vectors, 16, 8);
    expect(graph.distances.filter((distance) => distance === 0)).toHaveLength(
      exact.distances.filter((distance) => distance === 0).length,
    );
  });
  it.each([
    ["one vector in many copies", new Float32Array(300 * 6).fill(0.5), 6, 9],
    ["fewer distinct vectors than neighbors", repeatedVectors(200, 5, 8, 7), 8, 30],
    ["a lattice, where most distances are tied", latticeVectors(500, 3, 4, 8), 3, 20],
    ["lists longer than cells have rows", gaussianVectors(400, 8, 9), 8, 90],
    ["lists of all other rows", gaussianVectors(40, 5, 10), 5, 100],
    ["two rows", Float32Array.of(1, 2), 1, 5],
    ["a single row", Float32Array.of(1, 2), 2, 5],
  ])("fills every list of %s", async (_name, vectors, dimension, k) => {
    const graph = await graphOf(vectors, dimension, k);
    const n = vectors.length / dimension;
    expect(graph).toMatchObject({ n, k: Math.min(k, n - 1) });
    expectSound(graph, vectors, dimension);
    expect(graph.recallAtK).toBeGreaterThan(0.9);
  });
  it("finds every neighbor where it looks into every cell", async () => {
    const vectors = gaussianVectors(60, 4, 11);
    const { n, k, indices, distances } = await graphOf(vectors, 4, 59);
    expect({ n, k, indices, distances }).toEqual(bruteForceNeighbors(vectors, 4, 59));
  });
  it("reports progress that does not fall, and stops when it is told to", async () => {
    const vectors = topicVectors(2000, 16, 20, 12);
    const shares: number[] = [];
    await graphOf(vectors, 16, 10, { onProgress: (share) => shares.push(share) });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.length).toBeGreaterThan(10);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    let calls = 0;
    await expect(graphOf(vectors, 16, 10, { shouldStop: () => ++calls > 20 })).rejects.toThrow("stopped by its caller");
  });
  it("refuses what is no vector and no number of neighbors", async () => {
    await expect(graphOf(Float32Array.of(1, NaN), 1, 1)).rejects.toThrow("Row 1 is not finite");
    await expect(graphOf(Float32Array.of(1, 2), 1, 0)).rejects.toThrow("k must be an integer of at least 1, got 0");
  });
});
