import type { Pooling } from "./embedder.js";

/**
 * Turns the vectors of tokens into unit vectors of texts.
 *
 * @param hidden row-major texts x `length` x `dimension`; the tokens behind `counts[i]` of text i are padding
 * @param out row-major texts x `dimension`; a text without tokens, or whose vectors cancel out, gets zeros
 */
export function poolInto(
  out: Float32Array,
  hidden: Float32Array,
  {
    length,
    dimension,
    counts,
    pooling,
  }: { length: number; dimension: number; counts: readonly number[]; pooling: Pooling },
): void {
  const sum = new Float64Array(dimension);
  counts.forEach((count, text) => {
    sum.fill(0);
    // CLS is the first token; the last one is the last that is not padding, wherever the longest text of the batch ends.
    const first = pooling === "last_token" ? Math.max(0, count - 1) : 0;
    const end = pooling === "cls" ? Math.min(1, count) : count;
    for (let token = first; token < end; token++) {
      const start = (text * length + token) * dimension;
      for (let d = 0; d < dimension; d++) sum[d] = (sum[d] ?? 0) + (hidden[start + d] ?? 0);
    }
    writeUnit(out, text * dimension, sum);
  });
}

/** The mean has the direction of the sum, so nothing is divided by the number of tokens. */
function writeUnit(out: Float32Array, offset: number, vector: Float64Array): void {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  for (let d = 0; d < vector.length; d++) out[offset + d] = (vector[d] ?? 0) * scale;
}
