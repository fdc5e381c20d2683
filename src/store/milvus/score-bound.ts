import type { Metric } from "../vector-store.js";

/** Half the distance from 1 to the next float32 number. */
const UNIT_ROUNDOFF = 2 ** -24;
/** How far the squared length of a vector that was normalized to float32 may be from 1, generously. */
const UNIT_SLACK = 4e-6;

/**
 * The distance from the query that every row which Milvus scores no better than `score` certainly has. Milvus computes in
 * float32, as a sum of squares or as |q|^2 + |x|^2 - 2 q x, and so is off by at most gamma (|q| + |x|)^2, with gamma the
 * rounding of a sum of `dimension` terms (Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 4.2). A row
 * at distance d has |x| <= |q| + d, so its score is at most d^2 + gamma (2 |q| + d)^2: solved for d. Longer rows are farther.
 *
 * @param queryNorm |q|
 * @param lengthSlack how far the lengths of stored rows may be from 1 where the metric is IP; they are measured at length 1
 * @returns 0 where nothing is certain
 */
export function distanceFloor(
  metric: Metric,
  score: number,
  queryNorm: number,
  dimension: number,
  lengthSlack = 0,
): number {
  const gamma = (dimension + 16) * UNIT_ROUNDOFF;
  if (metric === "L2") {
    const [square, linear, rest] = [1 + gamma, 4 * gamma * queryNorm, 4 * gamma * queryNorm ** 2 - score];
    return rest >= 0 ? 0 : (Math.sqrt(linear ** 2 - 4 * square * rest) - linear) / (2 * square);
  }
  // Rows are of unit length: |q - x|^2 = |q|^2 + 1 - 2 q x, and COSINE is q x / |q|.
  // An inner product with a row of another length is off by that difference of the product, which is at most |q|.
  const product = metric === "COSINE" ? (score + 2 * gamma) * queryNorm : score + (gamma + lengthSlack) * queryNorm;
  return Math.sqrt(Math.max(0, queryNorm * queryNorm + 1 - 2 * product - UNIT_SLACK * (1 + queryNorm)));
}

/** Whether every row that Milvus scores no better than `score` is certainly farther from the query than `distance`. */
export function isFarther(
  metric: Metric,
  score: number,
  distance: number,
  queryNorm: number,
  dimension: number,
  lengthSlack = 0,
): boolean {
  return distance < distanceFloor(metric, score, queryNorm, dimension, lengthSlack);
}
