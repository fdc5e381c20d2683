import { euclidean } from "../../src/numeric/knn/index.js";

/**
 * How far the k nearest rows in a layout are near in the original space too (Venna and Kaski 2001); 1 is best:
 *
 *     T = 1 - 2 / (n k (2n - 3k - 1)) * sum over i, sum over j in the layout's k nearest of i, of max(0, rank(i, j) - k)
 *
 * where rank(i, j) says the how many-th nearest of i row j is in the original space.
 */
export function trustworthiness(vectors: Float32Array, dimension: number, layout: Float32Array, k: number): number {
  const n = layout.length / 2;
  let penalty = 0;
  for (let row = 0; row < n; row++) {
    const original = ranking(n, row, (other) => euclidean(vectors, row, vectors, other, dimension));
    const drawn = ranking(n, row, (other) => euclidean(layout, row, layout, other, 2));
    const rank = new Int32Array(n);
    original.forEach((other, place) => (rank[other] = place + 1));
    for (const other of drawn.slice(0, k)) penalty += Math.max(0, rank[other]! - k);
  }
  return 1 - (2 / (n * k * (2 * n - 3 * k - 1))) * penalty;
}

function ranking(n: number, row: number, distanceTo: (other: number) => number): number[] {
  const distances = Float64Array.from({ length: n }, (_, other) => distanceTo(other));
  return Array.from({ length: n }, (_, other) => other)
    .filter((other) => other !== row)
    .sort((a, b) => distances[a]! - distances[b]!);
}
