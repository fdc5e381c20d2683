import { describe, expect, it } from "vitest";
import { optimalAssignment } from "../../src/numeric/optimal-assignment.js";
import { seededRandom } from "../../src/numeric/random.js";

/** By trying every assignment. */
function bestTotal(rows: number, columns: number, weights: Float64Array, row = 0, used = 0): number {
  if (row === rows) return 0;
  let best = bestTotal(rows, columns, weights, row + 1, used);
  for (let column = 0; column < columns; column++) {
    if (used & (1 << column)) continue;
    const weight = weights[row * columns + column] ?? 0;
    best = Math.max(best, weight + bestTotal(rows, columns, weights, row + 1, used | (1 << column)));
  }
  return best;
}

function total(columns: number, weights: Float64Array, assigned: Int32Array): number {
  return assigned.reduce((sum, column, row) => sum + (column < 0 ? 0 : (weights[row * columns + column] ?? NaN)), 0);
}

describe("optimalAssignment", () => {
  it("finds the best total of small cases, tried against every assignment", () => {
    const next = seededRandom(7);
    for (let round = 0; round < 300; round++) {
      const [rows, columns] = [1 + Math.floor(next() * 6), 1 + Math.floor(next() * 6)];
      // Whole numbers with many zeros: ties, and pairs that must not be made.
      const weights = Float64Array.from({ length: rows * columns }, () => Math.max(0, Math.floor(next() * 12) - 5));
      const assigned = optimalAssignment(rows, columns, weights);
      expect(total(columns, weights, assigned)).toBe(bestTotal(rows, columns, weights));
      const taken = [...assigned].filter((column) => column >= 0);
      expect(new Set(taken).size).toBe(taken.length);
      assigned.forEach((column, row) => {
        if (column >= 0) expect(weights[row * columns + column]).toBeGreaterThan(0);
      });
    }
  });

  it("gives up a large pair where two others together weigh more", () => {
    expect([...optimalAssignment(2, 2, Float64Array.from([50, 45, 45, 0]))]).toEqual([1, 0]);
  });

  it("has nothing to pair without rows or columns", () => {
    expect([...optimalAssignment(0, 3, new Float64Array(0))]).toEqual([]);
    expect([...optimalAssignment(2, 0, new Float64Array(0))]).toEqual([-1, -1]);
  });

  it("refuses weights that are none", () => {
    expect(() => optimalAssignment(1, 2, new Float64Array(1))).toThrow(RangeError);
    expect(() => optimalAssignment(1, 1, Float64Array.from([NaN]))).toThrow(RangeError);
    expect(() => optimalAssignment(1, 1, Float64Array.from([-1]))).toThrow(RangeError);
  });
});
