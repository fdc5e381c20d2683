import { expect, it } from "vitest";
import { trustworthiness15 } from "../../../src/numeric/umap/index.js";
import { bruteForceNeighbors } from "../../oracle/brute-force-neighbors.js";
import { trustworthiness } from "../../oracle/trustworthiness.js";
import { gaussianVectors } from "../knn/vectors.js";

it.each([
  ["exactly, of few points", 400, 3, 20],
  ["exactly, with copies", 120, 3, 9],
  ["with lists shorter than 15", 200, 5, 4],
])("agrees with the definition %s", (name, n, dimension, k) => {
  const vectors = gaussianVectors(n, dimension, 1);
  if (name.includes("copies")) vectors.copyWithin(10 * dimension, 0, 5 * dimension);
  const graph = bruteForceNeighbors(vectors, dimension, k);
  for (const layout of [gaussianVectors(n, 2, 2), vectors.filter((_, at) => at % dimension < 2)]) {
    const value = trustworthiness15(layout, vectors, dimension, graph)!;
    expect(value).toBeCloseTo(trustworthiness(vectors, dimension, layout, 15), name.includes("copies") ? 2 : 10);
  }
});

it("is near the definition from a sample, for good and bad layouts", () => {
  const vectors = gaussianVectors(1200, 4, 3);
  const graph = bruteForceNeighbors(vectors, 4, 20);
  for (const layout of [vectors.filter((_, at) => at % 4 < 2), gaussianVectors(1200, 2, 5)]) {
    const value = trustworthiness15(layout, vectors, 4, graph)!;
    expect(Math.abs(value - trustworthiness(vectors, 4, layout, 15))).toBeLessThan(0.02);
  }
});

it("is not defined for fewer than 32 points", () => {
  const vectors = gaussianVectors(31, 2, 1);
  expect(trustworthiness15(vectors, vectors, 2, bruteForceNeighbors(vectors, 2, 5))).toBeNull();
});
