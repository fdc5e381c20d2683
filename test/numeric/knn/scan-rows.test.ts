import { describe, expect, it } from "vitest";
import { insertNeighbor, listRecall, offerRows, scanRows } from "../../../src/numeric/knn/index.js";
import { StageStopped } from "../../../src/numeric/stage-hooks.js";
import { bruteForceNeighbors } from "../../oracle/brute-force-neighbors.js";
import { gaussianVectors, latticeVectors } from "./vectors.js";

const DIMENSION = 3;
const everyRow = (n: number): Int32Array => Int32Array.from({ length: n }, (_, row) => row);

describe.each([
  ["scattered", gaussianVectors(150, DIMENSION, 1)],
  ["on a lattice, with copies and ties", latticeVectors(150, DIMENSION, 4, 2)],
])("rows that are %s", (_, vectors) => {
  const graph = bruteForceNeighbors(vectors, DIMENSION, 9);

  it("scanRows finds what brute force finds", () => {
    const rows = Int32Array.of(149, 0, 77);
    const found = scanRows(vectors, DIMENSION, rows, 9);
    rows.forEach((row, i) => {
      expect(found.indices.slice(i * 9, i * 9 + 9)).toEqual(graph.indices.slice(row * 9, row * 9 + 9));
      expect(found.distances.slice(i * 9, i * 9 + 9)).toEqual(graph.distances.slice(row * 9, row * 9 + 9));
    });
  });

  it("offerRows makes lists whole that some rows were kept out of", () => {
    const kept = Int32Array.from(everyRow(150).filter((row) => row % 10 !== 3));
    const hidden = everyRow(150).filter((row) => row % 10 === 3);
    const lists = { n: 150, k: 9, indices: new Int32Array(150 * 9), distances: new Float64Array(150 * 9) };
    for (let row = 0; row < 150; row++) {
      let held = 0;
      for (const other of kept) {
        if (other === row) continue;
        const distance = Math.sqrt(
          [0, 1, 2].reduce((sum, i) => sum + (vectors[row * 3 + i]! - vectors[other * 3 + i]!) ** 2, 0),
        );
        held = insertNeighbor(lists.indices, lists.distances, row * 9, held, 9, other, distance);
      }
    }
    expect(lists.indices).not.toEqual(graph.indices);
    offerRows(lists, vectors, DIMENSION, hidden);
    expect(lists.indices).toEqual(graph.indices);
    expect(lists.distances).toEqual(graph.distances);
    // Again: no row is listed twice.
    offerRows(lists, vectors, DIMENSION, hidden);
    expect(lists.indices).toEqual(graph.indices);
  });

  it("listRecall is 1 for true lists, and falls by what is farther than the true ones", () => {
    const rows = Int32Array.of(3, 60);
    const { distances } = scanRows(vectors, DIMENSION, rows, 9);
    expect(listRecall(graph, rows, distances)).toBe(1);
    const worse = { ...graph, distances: graph.distances.slice() };
    worse.distances.fill(99, 60 * 9 + 6, 60 * 9 + 9);
    expect(listRecall(worse, rows, distances)).toBe(15 / 18);
  });
});

it("scanRows refuses lists that cannot be filled, and stops when asked to", () => {
  const vectors = gaussianVectors(5, DIMENSION, 1);
  expect(() => scanRows(vectors, DIMENSION, Int32Array.of(0), 5)).toThrow(RangeError);
  expect(() => scanRows(vectors, DIMENSION, Int32Array.of(0), 2, { shouldStop: () => true })).toThrow(StageStopped);
});
