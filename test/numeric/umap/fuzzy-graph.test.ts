import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fuzzyGraph } from "../../../src/numeric/umap/index.js";
import { smoothDistances } from "../../../src/numeric/umap/smooth-distances.js";
import { bruteForceNeighbors } from "../../oracle/brute-force-neighbors.js";
import { gaussianVectors, latticeVectors } from "../knn/vectors.js";

interface Reference {
  readonly points: readonly (readonly number[])[];
  readonly neighbors: number;
  readonly nearest: readonly number[];
  readonly scales: readonly number[];
  readonly edges: readonly (readonly [number, number, number])[];
}

const reference = JSON.parse(
  readFileSync(new URL("../../fixtures/umap/fuzzy-graph.json", import.meta.url), "utf8"),
) as Reference;

/** The graph as a dense matrix. */
function dense({ n, offsets, targets, weights }: ReturnType<typeof fuzzyGraph>): number[][] {
  const matrix = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let row = 0; row < n; row++) {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) matrix[row]![targets[at]!] = weights[at]!;
  }
  return matrix;
}

describe("the fuzzy graph", () => {
  const points = Float32Array.from(reference.points.flat());
  const graph = bruteForceNeighbors(points, 3, 8);

  it("has the scales and memberships of umap-learn", () => {
    const { nearest, scales } = smoothDistances(graph, reference.neighbors);
    reference.nearest.forEach((value, row) => expect(nearest[row]).toBeCloseTo(value, 4));
    reference.scales.forEach((value, row) => expect(scales[row]! / value).toBeCloseTo(1, 3));
    const matrix = dense(fuzzyGraph(graph, reference.neighbors));
    const expected = matrix.map((row) => row.map(() => 0));
    for (const [row, column, weight] of reference.edges) expected[row]![column] = weight;
    matrix.forEach((row, i) => row.forEach((weight, j) => expect(weight).toBeCloseTo(expected[i]![j]!, 3)));
  });

  it.each([
    ["random points", gaussianVectors(60, 4, 1), 4, 9],
    ["a lattice with ties", latticeVectors(60, 2, 5, 2), 2, 7],
    ["two neighbors", gaussianVectors(30, 2, 3), 2, 2],
    ["copies only", new Float32Array(40).fill(3), 2, 6],
    ["all points", gaussianVectors(8, 2, 4), 2, 8],
  ])("is the union a + b - ab of memberships that sum to log2(neighbors): %s", (_, vectors, dimension, neighbors) => {
    const lists = bruteForceNeighbors(vectors, dimension, neighbors - 1);
    const { nearest, scales } = smoothDistances(lists, neighbors);
    const { n, k } = lists;
    const directed = Array.from({ length: n }, () => new Array<number>(n).fill(0));
    for (let row = 0; row < n; row++) {
      let sum = 0;
      let certain = 0;
      for (let j = 0; j < k; j++) {
        const beyond = Math.max(0, lists.distances[row * k + j]! - nearest[row]!);
        const membership = beyond === 0 ? 1 : Math.exp(-beyond / scales[row]!);
        directed[row]![lists.indices[row * k + j]!] = membership;
        sum += membership;
        if (beyond === 0) certain++;
      }
      if (certain < Math.log2(neighbors)) expect(sum).toBeCloseTo(Math.log2(neighbors), 8);
    }
    const drawn = fuzzyGraph(lists, neighbors);
    const matrix = dense(drawn);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const [there, back] = [directed[i]![j]!, directed[j]![i]!];
        expect(matrix[i]![j]).toBeCloseTo(there + back - there * back, 6);
        expect(matrix[i]![j]).toBe(matrix[j]![i]);
      }
      const own = drawn.targets.subarray(drawn.offsets[i], drawn.offsets[i + 1]);
      expect([...own]).toEqual([...new Set(own)].sort((a, b) => a - b));
      expect(own).not.toContain(i);
    }
  });

  it("changes nothing of its input and refuses more neighbors than there are", () => {
    const before = structuredClone(graph);
    fuzzyGraph(graph, 9);
    expect(graph).toEqual(before);
    for (const neighbors of [1, 10, 2.5]) expect(() => fuzzyGraph(graph, neighbors)).toThrow(RangeError);
  });
});
