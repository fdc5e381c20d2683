import type { ScoredRows } from "./row-matrix.js";

/** Half the distance from 1 to the next float32 number: the relative error of one rounding. */
const UNIT_ROUNDOFF = 2 ** -24;
/** The same of float64. */
const DOUBLE_ROUNDOFF = 2 ** -53;
/** What a product too small for a normal float32 number can lose. */
const TINY = 2 ** -126;

/**
 * A bound on the error of |q|^2 - 2 s, where s = q x - |x|^2 / 2 is a float32 sum of products in any order, with or without
 * fused multiply-add. Such a sum of m terms is off by at most gamma(m) times the sum of their absolute values, with
 * gamma(m) = m u / (1 - m u) (Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 4.2); that sum is at
 * most |q| |x| + |x|^2 / 2 by Cauchy and Schwarz. Four terms more than products cover the bias, its own rounding and |q|^2.
 *
 * @param queryNorm |q|
 * @param rowNorm the largest |x| that matters
 */
function squaredDistanceError(dimension: number, queryNorm: number, rowNorm: number): number {
  const terms = (dimension + 4) * UNIT_ROUNDOFF;
  const gamma = terms / (1 - terms);
  const double = (dimension + 4) * DOUBLE_ROUNDOFF * queryNorm * queryNorm;
  return gamma * (2 * queryNorm * rowNorm + rowNorm * rowNorm) + double + 2 * (dimension + 4) * TINY;
}

/**
 * How much a distance changes at most when a common vector is subtracted from both points and each is rounded to float32:
 * every coordinate moves by at most u of its size.
 */
function shiftError(queryNorm: number, rowNorm: number): number {
  return UNIT_ROUNDOFF * (1 + 2 ** -20) * (queryNorm + rowNorm);
}

/**
 * A bound from below for the squared distances, as a float64 sum gives them, of rows whose float32 squared distance from a
 * query is at least `square`. Rows of length |x| <= |q| + sqrt(square) are off by at most the error at that length; longer
 * ones are farther than |x| - |q| > sqrt(square) whatever float32 says, so that a few long rows do not blur all others.
 *
 * @param queryNorm |q|, in the space of the scored rows
 * @param slack an error on top, in squared distance
 */
export function squaredDistanceFloor(
  { dimension, largestNorm, center }: Pick<ScoredRows, "dimension" | "largestNorm" | "center">,
  queryNorm: number,
  square: number,
  slack = 0,
): number {
  const reach = queryNorm + Math.sqrt(Math.max(0, square)) * (1 + 2 ** -20);
  const rowNorm = Math.min(largestNorm, reach);
  let floor = square - squaredDistanceError(dimension, queryNorm, rowNorm) - slack;
  if (center) {
    const distance = Math.sqrt(Math.max(0, floor)) - shiftError(queryNorm, rowNorm);
    floor = Math.max(0, distance) ** 2;
  }
  // The float64 sum of squares is itself a little wrong.
  return Math.max(0, floor) * (1 - 2 * (dimension + 4) * DOUBLE_ROUNDOFF);
}

/** The error of adding a rounded |q|^2 to the sum in float32. */
export function queryNormError(dimension: number, queryNorm: number): number {
  return (dimension + 8) * UNIT_ROUNDOFF * queryNorm * queryNorm;
}
