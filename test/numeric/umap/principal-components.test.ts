import { describe, expect, it } from "vitest";
import { principalComponents } from "../../../src/numeric/umap/principal-components.js";
import { gaussianVectors } from "../knn/vectors.js";

/** Random points with standard deviations 5, 3, 1, 1, ... along orthogonal directions that are no axes. */
function stretched(n: number, dimension: number, seed: number): { vectors: Float32Array; axes: number[][] } {
  const vectors = gaussianVectors(n, dimension, seed);
  const axes: number[][] = [];
  for (let axis = 0; axis < dimension; axis++) {
    // Columns of a reflection, I - 2 u u^T with u = (1, ..., 1) / sqrt(dimension).
    axes.push(Array.from({ length: dimension }, (_, i) => (i === axis ? 1 : 0) - 2 / dimension));
  }
  const out = new Float32Array(vectors.length);
  for (let row = 0; row < n; row++) {
    for (let axis = 0; axis < dimension; axis++) {
      const amount = vectors[row * dimension + axis]! * ([5, 3][axis] ?? 1);
      for (let i = 0; i < dimension; i++) out[row * dimension + i]! += amount * axes[axis]![i]! + 7;
    }
  }
  return { vectors: out, axes };
}

describe("principalComponents", () => {
  it("finds the two directions of largest variance, centered, without being told the mean", () => {
    const { vectors, axes } = stretched(4000, 6, 1);
    const coordinates = principalComponents(vectors, 6);
    for (const component of [0, 1]) {
      let sum = 0;
      let agreement = 0;
      let squared = 0;
      let along = 0;
      for (let row = 0; row < 4000; row++) {
        const value = coordinates[2 * row + component]!;
        let truth = 0;
        for (let i = 0; i < 6; i++) truth += (vectors[row * 6 + i]! - 42) * axes[component]![i]!;
        sum += value;
        agreement += value * truth;
        squared += value * value;
        along += truth * truth;
      }
      expect(Math.abs(sum / 4000)).toBeLessThan(1e-4);
      expect(Math.sqrt(squared / 4000)).toBeCloseTo([5, 3][component]!, 0);
      expect(Math.abs(agreement) / Math.sqrt(squared * along)).toBeGreaterThan(0.99);
    }
  });

  it("gives uncorrelated coordinates, of larger variance in x", () => {
    const coordinates = principalComponents(gaussianVectors(500, 20, 2), 20);
    let xx = 0;
    let yy = 0;
    let xy = 0;
    for (let at = 0; at < coordinates.length; at += 2) {
      xx += coordinates[at]! ** 2;
      yy += coordinates[at + 1]! ** 2;
      xy += coordinates[at]! * coordinates[at + 1]!;
    }
    expect(xx).toBeGreaterThan(yy);
    expect(Math.abs(xy) / Math.sqrt(xx * yy)).toBeLessThan(1e-3);
  });

  it("takes its directions from a sample of more than 10,000 rows, and gives every row its place", () => {
    const { vectors } = stretched(12_000, 3, 3);
    const all = principalComponents(vectors, 3);
    const some = principalComponents(vectors.subarray(0, 3 * 6000), 3);
    expect(all).toHaveLength(24_000);
    let difference = 0;
    for (let at = 0; at < some.length; at++) difference += Math.abs(all[at]! - some[at]!);
    expect(difference / some.length).toBeLessThan(0.5);
  });

  it("is the same to the bit each time, and of the same sign for mirrored data", () => {
    const vectors = gaussianVectors(300, 9, 4);
    const once = principalComponents(vectors, 9);
    expect(principalComponents(vectors, 9)).toEqual(once);
    const mirrored = principalComponents(
      vectors.map((value) => -value),
      9,
    );
    mirrored.forEach((value, at) => expect(value).toBeCloseTo(-once[at]!, 4));
  });

  it.each([
    ["no rows", new Float32Array(0), 3, []],
    ["one row", Float32Array.of(1, 2, 3), 3, [0, 0]],
    ["copies", Float32Array.of(4, 2, 4, 2, 4, 2), 2, [0, 0, 0, 0, 0, 0]],
    ["rows on a line", Float32Array.of(0, 0, 3, 4, 6, 8), 2, [-5, 0, 0, 0, 5, 0]],
    ["one column", Float32Array.of(1, 2, 6), 1, [-2, 0, -1, 0, 3, 0]],
  ])("handles %s", (_, vectors, dimension, expected) => {
    const coordinates = [...principalComponents(vectors, dimension)];
    expect(coordinates).toHaveLength(expected.length);
    coordinates.forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 5));
  });
});
