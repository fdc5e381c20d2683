import { afterEach, describe, expect, it } from "vitest";
import { euclidean, normalizeRows } from "../../src/numeric/knn/index.js";
import { seededRandom } from "../../src/numeric/random.js";
import { OutsideRows } from "../../src/onnx/index.js";
import { gaussianVectors, latticeVectors, repeatedVectors } from "../numeric/knn/vectors.js";
import { bruteForceNeighbors } from "../oracle/brute-force-neighbors.js";

const opened: OutsideRows[] = [];
afterEach(async () => {
  for (const search of opened.splice(0)) await search.release();
});

/** Checks each list against all rows: as many as there are, all outside, no other row lighter than the last. */
async function expectNearest(vectors: Float32Array, dimension: number, components: number, minSamples: number) {
  const n = vectors.length / dimension;
  const { k, distances } = bruteForceNeighbors(vectors, dimension, minSamples);
  const core = Float64Array.from({ length: n }, (_, row) => distances[row * k + k - 1]!);
  const random = seededRandom(3);
  const component = Int32Array.from({ length: n }, () => Math.floor(components * random() ** 2));
  const points = Int32Array.from({ length: n }, (_, i) => i).filter((i) => i % 3 !== 1);
  const search = new OutsideRows(vectors, dimension, { threads: 1 });
  opened.push(search);
  expect(search.squaredError).toBe(0);

  const width = 8;
  const rows = await search.nearestOutside(points, component, core, width);
  const weight = (a: number, b: number) => Math.max(core[a]!, core[b]!, euclidean(vectors, a, vectors, b, dimension));
  points.forEach((point, i) => {
    const outside = Array.from({ length: n }, (_, row) => row).filter((row) => component[row] !== component[point]);
    const expected = outside
      .map((row) => weight(point, row))
      .sort((a, b) => a - b)
      .slice(0, width);
    const found = [...rows.subarray(i * width, (i + 1) * width)];
    expect(found.slice(expected.length).every((row) => row === -1)).toBe(true);
    const given = found.slice(0, expected.length);
    expect(new Set(given).size).toBe(given.length);
    for (const row of given) expect(component[row]).not.toBe(component[point]);
    expect(given.map((row) => weight(point, row))).toEqual(expected);
  });
}

describe("OutsideRows gives the lightest rows of other components", () => {
  it("among unit vectors", () => expectNearest(normalizeRows(gaussianVectors(700, 24, 1), 24), 24, 5, 3));
  it("far from the origin", () => expectNearest(gaussianVectors(300, 6, 2, 1, 2000), 6, 4, 5));
  it("among copies", () => expectNearest(repeatedVectors(300, 12, 6, 3), 6, 3, 4));
  it("where most weights are tied", () => expectNearest(latticeVectors(400, 3, 4, 4), 3, 6, 2));
  it("where all rows are equal", () => expectNearest(new Float32Array(200).fill(2), 4, 2, 3));
  it("where fewer are outside than wanted", () => expectNearest(gaussianVectors(9, 4, 5), 4, 2, 1));
  it("where none is outside", () => expectNearest(gaussianVectors(12, 4, 6), 4, 1, 1));
});
