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
export function squaredDistanceError(dimension: number, queryNorm: number, rowNorm: number): number {
  const terms = (dimension + 4) * UNIT_ROUNDOFF;
  const gamma = terms / (1 - terms);
  const double = (dimension + 4) * DOUBLE_ROUNDOFF * queryNorm * queryNorm;
  return gamma * (2 * queryNorm * rowNorm + rowNorm * rowNorm) + double + 2 * (dimension + 4) * TINY;
}

/**
 * How much a distance changes at most when a common vector is subtracted from both points and each is rounded to float32:
 * every coordinate moves by at most u of its size.
 */
export function shiftError(queryNorm: number, rowNorm: number): number {
  return UNIT_ROUNDOFF * (1 + 2 ** -20) * (queryNorm + rowNorm);
}

/** The relative error of a float64 sum of squared differences, as a factor below 1 for bounds from below. */
export function exactSumFactor(dimension: number): number {
  return 1 - 2 * (dimension + 4) * DOUBLE_ROUNDOFF;
}
