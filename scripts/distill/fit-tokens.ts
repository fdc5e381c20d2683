import { multiplyInto, normalizeRows, rowNorms, zeros, type Matrix, type SparseMatrix } from "./matrix.js";
import { ridgeRegression } from "./ridge-regression.js";

const LAMBDA = 0.1;
const FIRST_STEPS = 60;
const DIRECTION_ROUNDS = 2;
const DIRECTION_STEPS = 30;
/** A text whose token vectors nearly cancel out has no direction to speak of. */
const SHORTEST = 0.05;

/**
 * Frequent tokens say little: 1e-4 / (1e-4 + p), where p is the frequency that Zipf's law gives the token's place in the
 * vocabulary, which is sorted by frequency.
 */
export function weightByRank(tokens: Matrix): void {
  let harmonic = 0;
  for (let rank = 1; rank <= tokens.rows; rank++) harmonic += 1 / rank;
  for (let token = 0; token < tokens.rows; token++) {
    const frequency = 1 / ((token + 1) * harmonic);
    const weight = 1e-4 / (1e-4 + frequency);
    for (let c = 0; c < tokens.columns; c++) tokens.data[token * tokens.columns + c]! *= weight;
  }
}

/**
 * Token vectors whose means point where the teacher's vectors of the same texts point.
 *
 * The first round fits the means to the unit vectors themselves. A mean is shorter the more its tokens differ, though, and
 * only its direction is used; so later rounds ask of each text the length it has, and weigh its error by the angle it makes.
 *
 * @param targets unit rows, one a text
 * @param start one row a token
 */
export function fitTokens(
  shares: SparseMatrix,
  targets: Matrix,
  start: Matrix,
  report: (line: string) => void,
): Matrix {
  normalizeRows(targets);
  const means = zeros(shares.rows, start.columns);
  multiplyInto(means, shares, start);
  const scale = 1 / average(rowNorms(means));
  const scaled = { ...start, data: start.data.map((value) => value * scale) };
  const weights = new Float32Array(shares.rows).fill(1);
  let tokens = ridgeRegression({ shares, targets, weights, start: scaled, lambda: LAMBDA, steps: FIRST_STEPS });
  for (let round = 1; round <= DIRECTION_ROUNDS; round++) {
    multiplyInto(means, shares, tokens);
    const aim = { ...targets, data: new Float32Array(targets.data.length) };
    const cosines = rowNorms(means).map((norm, text) => {
      const length = Math.max(norm, SHORTEST);
      const along = rowDot(means, targets, text);
      weights[text] = 1 / length ** 2;
      const wanted = Math.max(along, SHORTEST);
      for (let c = 0; c < aim.columns; c++)
        aim.data[text * aim.columns + c] = wanted * targets.data[text * aim.columns + c]!;
      return along / length;
    });
    const mean = average(weights);
    weights.forEach((weight, text) => (weights[text] = weight / mean));
    report(`direction round ${round}: mean cosine with the teacher so far ${average(cosines).toFixed(4)}`);
    tokens = ridgeRegression({ shares, targets: aim, weights, start: tokens, lambda: LAMBDA, steps: DIRECTION_STEPS });
  }
  return tokens;
}

function rowDot(a: Matrix, b: Matrix, row: number): number {
  let sum = 0;
  for (let c = row * a.columns; c < (row + 1) * a.columns; c++) sum += a.data[c]! * b.data[c]!;
  return sum;
}

function average(values: Float64Array | Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
