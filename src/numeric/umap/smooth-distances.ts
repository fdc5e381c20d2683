import type { NeighborGraph } from "../neighbor-graph.js";

/** How each row's distances become memberships: exp(-max(0, d - nearest) / scale). */
export interface SmoothedDistances {
  /** Per row the distance to its nearest neighbor that is no copy; 0 where all are copies. */
  readonly nearest: Float64Array;
  /** Per row the length by which a distance beyond `nearest` is measured; above 0 wherever a row has a distance above 0. */
  readonly scales: Float64Array;
}

/** No scale is below this share of the mean distance, so that a row of near copies does not lose its other neighbors. */
const SMALLEST_SCALE = 1e-3;
const MOST_ROUNDS = 60;
/** Of the sum of memberships; umap-learn stops at 1e-5. */
const TOLERANCE = 1e-10;

/**
 * Fits each row's scale so that its memberships sum to log2(neighbors), as in umap-learn's smooth_knn_dist with
 * local_connectivity 1. McInnes, Healy and Melville 2018, algorithm 3; Newton's method on 1/scale, which climbs to the
 * root from below without passing it, as the sum is convex and falls.
 *
 * @param graph read, not kept
 * @param neighbors counts the row itself, as umap-learn does: 2..graph.k + 1; the first `neighbors` - 1 columns are used
 * @returns arrays of n values in the unit of the distances; the caller owns them
 * @throws RangeError when neighbors is out of range
 */
export function smoothDistances(graph: NeighborGraph, neighbors: number): SmoothedDistances {
  const { n, k, distances } = graph;
  if (!Number.isInteger(neighbors) || neighbors < 2 || neighbors > k + 1) {
    throw new RangeError(`neighbors must be an integer between 2 and ${k + 1}, got ${neighbors}`);
  }
  const used = neighbors - 1;
  const target = Math.log2(neighbors);
  const nearest = new Float64Array(n);
  const scales = new Float64Array(n);
  const means = new Float64Array(n);
  const beyond = new Float64Array(used);
  let total = 0;
  for (let row = 0; row < n; row++) {
    const start = row * k;
    let sum = 0;
    let first = 0;
    for (let j = 0; j < used; j++) {
      const distance = distances[start + j]!;
      sum += distance;
      if (first === 0) first = distance;
    }
    for (let j = 0; j < used; j++) beyond[j] = Math.max(0, distances[start + j]! - first);
    nearest[row] = first;
    scales[row] = fitScale(beyond, target);
    means[row] = sum / neighbors;
    total += sum;
  }
  const mean = total / (n * neighbors);
  for (let row = 0; row < n; row++) {
    const least = SMALLEST_SCALE * (nearest[row]! > 0 ? means[row]! : mean);
    if (!(scales[row]! > least)) scales[row] = least;
  }
  return { nearest, scales };
}

/** The s at which sum of exp(-beyond / s) equals the target; 0 where even the copies alone pass it, 1 where any s will do. */
function fitScale(beyond: Float64Array, target: number): number {
  const { length } = beyond;
  let inverse = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let excess = -target;
    let slope = 0;
    for (let j = 0; j < length; j++) {
      const membership = Math.exp(-beyond[j]! * inverse);
      excess += membership;
      slope += beyond[j]! * membership;
    }
    if (excess <= TOLERANCE) break;
    if (slope === 0) return 0;
    const next = inverse + excess / slope;
    if (!(next > inverse) || next === Infinity) return next === Infinity ? 0 : 1 / inverse;
    inverse = next;
  }
  return inverse > 0 ? 1 / inverse : 1;
}
