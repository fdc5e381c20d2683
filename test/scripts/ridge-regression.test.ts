import { describe, expect, it } from "vitest";
import { tokenShares, type Matrix, type SparseMatrix } from "../../scripts/distill/matrix.js";
import { ridgeRegression } from "../../scripts/distill/ridge-regression.js";
import { randomMatrix, randomTexts, rowsOf } from "./matrices.js";

const TOKENS = 12;
const TEXTS = 40;
const WIDTH = 3;
const texts = randomTexts(TEXTS, TOKENS, 1);
const shares = tokenShares(texts);
const targets = randomMatrix(TEXTS, WIDTH, 2);
const start = randomMatrix(TOKENS, WIDTH, 3);
const weights = Float32Array.from({ length: TEXTS }, (_, i) => 0.5 + (i % 4));

function dense({ rows, starts, columns, values }: SparseMatrix): number[][] {
  return Array.from({ length: rows }, (_, row) => {
    const line = new Array<number>(TOKENS).fill(0);
    for (let e = starts[row]!; e < starts[row + 1]!; e++) line[columns[e]!]! += values[e]!;
    return line;
  });
}

/** Gaussian elimination with pivots. */
function solve(matrix: number[][], right: number[][]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...right[i]!]);
  for (let p = 0; p < n; p++) {
    const best = rows.findIndex((row, i) => i >= p && rows.slice(p).every((r) => Math.abs(r[p]!) <= Math.abs(row[p]!)));
    [rows[p], rows[best]] = [rows[best]!, rows[p]!];
    for (let i = 0; i < n; i++) {
      if (i === p) continue;
      const factor = rows[i]![p]! / rows[p]![p]!;
      rows[i] = rows[i]!.map((value, c) => value - factor * rows[p]![c]!);
    }
  }
  return rows.map((row, i) => row.slice(n).map((value) => value / row[i]!));
}

/** The minimum by its definition: (A^T W A + lambda) E = A^T W Y + lambda start. */
function denseRidge(lambda: number): number[][] {
  const A = dense(shares);
  const Y = rowsOf(targets);
  const S = rowsOf(start);
  const sum = (term: (i: number) => number) => A.reduce((total, _, i) => total + term(i), 0);
  const left = S.map((_, a) =>
    S.map((_, b) => sum((i) => weights[i]! * A[i]![a]! * A[i]![b]!) + (a === b ? lambda : 0)),
  );
  const right = S.map((row, a) =>
    row.map((value, c) => sum((i) => weights[i]! * A[i]![a]! * Y[i]![c]!) + lambda * value),
  );
  return solve(left, right);
}

function largestDifference(a: Matrix, b: readonly (readonly number[])[]): number {
  return Math.max(...rowsOf(a).flatMap((row, i) => row.map((value, c) => Math.abs(value - b[i]![c]!))));
}

describe("ridge regression", () => {
  it.each([0.01, 0.1, 10])("equals the dense solution at lambda %d", (lambda) => {
    const found = ridgeRegression({ shares, targets, weights, start, lambda, steps: 200 });
    expect(largestDifference(found, denseRidge(lambda))).toBeLessThan(2e-3);
    expect(largestDifference(start, denseRidge(lambda))).toBeGreaterThan(0.05);
  });

  it("changes neither start nor targets, and takes steps toward the solution", () => {
    const before = [start.data.slice(), targets.data.slice()];
    const solution = denseRidge(0.1);
    const errors = [0, 2, 10].map((steps) =>
      largestDifference(ridgeRegression({ shares, targets, weights, start, lambda: 0.1, steps }), solution),
    );
    expect(errors).toEqual([...errors].sort((a, b) => b - a));
    expect([start.data, targets.data]).toEqual(before);
  });

  it("leaves a token that no text has where it was", () => {
    const other = tokenShares(texts.map((text) => text.map((token) => (token === 5 ? 6 : token))));
    const found = ridgeRegression({ shares: other, targets, weights, start, lambda: 0.1, steps: 50 });
    expect(rowsOf(found)[5]).toEqual(rowsOf(start)[5]);
    expect(rowsOf(found)[6]).not.toEqual(rowsOf(start)[6]);
  });
});

describe("token shares", () => {
  it("count a token as often as a text has it, and sum to one", () => {
    const rows = dense(tokenShares([[3, 1, 3, 3], [], [0]]));
    expect(rows[0]!.slice(0, 4)).toEqual([0, 0.25, 0, 0.75]);
    expect(rows[1]).toEqual(new Array(TOKENS).fill(0));
    expect(rows[2]![0]).toBe(1);
  });
});
