import { describe, expect, it } from "vitest";
import { fitTokens, weightByRank } from "../../scripts/distill/fit-tokens.js";
import { multiplyInto, normalizeRows, tokenShares, zeros, type Matrix } from "../../scripts/distill/matrix.js";
import { principalDirections, project } from "../../scripts/distill/principal-directions.js";
import { matrix, randomMatrix, randomTexts, rowsOf } from "./matrices.js";

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);

describe("weights by rank", () => {
  it("are 1e-4 / (1e-4 + p) with p by Zipf's law", () => {
    const tokens = matrix([
      [1, -2],
      [1, 1],
      [4, 0],
    ]);
    weightByRank(tokens);
    const harmonic = 1 + 1 / 2 + 1 / 3;
    const weight = (rank: number) => 1e-4 / (1e-4 + 1 / (rank * harmonic));
    const expected = [weight(1), -2 * weight(1), weight(2), weight(2), 4 * weight(3), 0];
    expected.forEach((value, i) => expect(tokens.data[i]).toBeCloseTo(value, 9));
  });
});

describe("fitting token vectors", () => {
  it("turns the means of texts toward vectors that such means can reach", () => {
    const texts = randomTexts(400, 20, 5);
    const shares = tokenShares(texts);
    const truth = randomMatrix(20, 6, 8);
    const targets = zeros(texts.length, 6);
    multiplyInto(targets, shares, truth);
    const start = randomMatrix(20, 6, 9);
    const lines: string[] = [];
    const fitted = fitTokens(shares, targets, start, (line) => lines.push(line));
    const cosine = (tokens: Matrix) => {
      const means = zeros(texts.length, 6);
      multiplyInto(means, shares, tokens);
      normalizeRows(means);
      const wanted = rowsOf(targets);
      return rowsOf(means).reduce((sum, row, i) => sum + dot(row, wanted[i]!), 0) / texts.length;
    };
    expect(cosine(start)).toBeLessThan(0.3);
    expect(cosine(fitted)).toBeGreaterThan(0.98);
    expect(lines).toHaveLength(2);
  });
});

describe("principal directions", () => {
  it("are orthonormal, the one of the largest variance first, and lose nothing when all are kept", () => {
    const spread = [0.1, 5, 1];
    const points = randomMatrix(500, 3, 4);
    points.data.forEach((value, i) => (points.data[i] = value * spread[i % 3]! + 7));
    const projection = principalDirections(points, 3);
    projection.directions.forEach((a, i) => {
      projection.directions.forEach((b, j) => expect(dot(a, b)).toBeCloseTo(i === j ? 1 : 0, 9));
    });
    expect(Math.abs(projection.directions[0]![1]!)).toBeGreaterThan(0.99);
    expect(Math.abs(projection.directions[2]![0]!)).toBeGreaterThan(0.99);
    const [a, b] = rowsOf(points);
    const [pa, pb] = rowsOf(project(points, projection));
    const distance = (x: readonly number[], y: readonly number[]) => Math.hypot(...x.map((value, i) => value - y[i]!));
    expect(distance(pa!, pb!)).toBeCloseTo(distance(a!, b!), 4);
  });
});
