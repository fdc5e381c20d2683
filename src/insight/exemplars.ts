/** Two members whose cosine is above this say the same; a second one shows nothing new. */
const SAME_STORY = 0.98;

/**
 * The members that show best what a cluster is about: nearest to its mean direction, without near copies of each other
 * as long as there are others.
 *
 * @param vectors row-major n x dimension
 * @param rows the members' row numbers
 * @param probabilities n membership strengths; they weigh the mean
 * @returns up to `limit` row numbers, best first
 */
export function clusterExemplars(
  vectors: Float32Array,
  dimension: number,
  rows: Int32Array,
  probabilities: ArrayLike<number>,
  limit: number,
): number[] {
  const center = new Float64Array(dimension);
  for (const row of rows) {
    const weight = Math.max(probabilities[row] ?? 0, 1e-3);
    for (let d = 0; d < dimension; d++) center[d] = (center[d] ?? 0) + weight * (vectors[row * dimension + d] ?? 0);
  }
  const ranked = Array.from(rows, (row) => ({ row, nearness: cosine(vectors, dimension, row, center) }));
  ranked.sort((a, b) => b.nearness - a.nearness || a.row - b.row);
  const chosen: number[] = [];
  const copies: number[] = [];
  for (const { row } of ranked) {
    if (chosen.length === limit) break;
    const vector = vectors.subarray(row * dimension, (row + 1) * dimension);
    const repeats = chosen.some((other) => cosine(vectors, dimension, other, vector) > SAME_STORY);
    (repeats ? copies : chosen).push(row);
  }
  return chosen.concat(copies).slice(0, limit);
}

function cosine(vectors: Float32Array, dimension: number, row: number, other: Float64Array | Float32Array): number {
  let product = 0;
  let own = 0;
  let norm = 0;
  for (let d = 0; d < dimension; d++) {
    const a = vectors[row * dimension + d] ?? 0;
    const b = other[d] ?? 0;
    product += a * b;
    own += a * a;
    norm += b * b;
  }
  return own === 0 || norm === 0 ? 0 : product / Math.sqrt(own * norm);
}
