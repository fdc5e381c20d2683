import type { Metric } from "../vector-store.js";

/** Half the distance from 1 to the next float32 number. */
const UNIT_ROUNDOFF = 2 ** -24;
/** How far the squared length of a vector that was normalized to float32 may be from 1, generously. */
const UNIT_SLACK = 4e-6;

/**
 * Whether every row that Milvus scores no better than `score` is certainly farther from the query than `distance`. Milvus
 * computes in float32, as a sum of squares or as |q|^2 + |x|^2 - 2 q x, and so is off by at most gamma (|q| + |x|)^2, with
 * gamma the rounding of a sum of `dimension` terms (Higham, Accuracy and Stability of Numerical Algorithms, 2002, section
 * 4.2). A row that is not farther has |x| <= |q| + distance; longer ones need no score.
 *
 * @param queryNorm |q|
 */
export function isFarther(
  metric: Metric,
  score: number,
  distance: number,
  queryNorm: number,
  dimension: number,
): boolean {
  const gamma = (dimension + 16) * UNIT_ROUNDOFF;
  const square = distance * distance;
  if (metric === "L2") return score > square + gamma * (2 * queryNorm + distance) ** 2;
  // Rows are of unit length: |q - x|^2 = |q|^2 + 1 - 2 q x, and COSINE is q x / |q|.
  const product = metric === "COSINE" ? (score + 2 * gamma) * queryNorm : score + gamma * queryNorm;
  return queryNorm * queryNorm + 1 - 2 * product - UNIT_SLACK * (1 + queryNorm) > square;
}
