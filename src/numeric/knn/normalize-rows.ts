/** Why a row is no vector that can be searched. */
export type VectorFault = "not finite" | "all zero";

/** float32 rounding leaves a normalized row within 2^-24 of length 1, relative; such rows are not touched again. */
const UNIT_TOLERANCE = 2 ** -23;

/**
 * Makes every row a unit vector: its length is computed in float64, the quotient rounded to float32. Rows of unit length
 * (to float32 rounding) stay as they are, so normalizing twice changes nothing. Works in place where `out` is `vectors`.
 *
 * @param vectors row-major n x dimension; not changed unless it is `out`
 * @param out receives the n unit rows in the same order; a new array by default
 * @returns `out`
 * @throws RangeError naming the first row that holds NaN or infinity or only zeros
 */
export function normalizeRows(
  vectors: Float32Array,
  dimension: number,
  out: Float32Array = new Float32Array(vectors.length),
): Float32Array {
  const rows = countRows(vectors, dimension);
  for (let row = 0; row < rows; row++) {
    const start = row * dimension;
    const end = start + dimension;
    let squared = 0;
    for (let i = start; i < end; i++) squared += vectors[i]! * vectors[i]!;
    const length = Math.sqrt(squared);
    if (!(length > 0) || length === Infinity) {
      throw new RangeError(`Row ${row} cannot be normalized: it is ${length === 0 ? "all zero" : "not finite"}`);
    }
    if (Math.abs(length - 1) <= UNIT_TOLERANCE) {
      if (out !== vectors) for (let i = start; i < end; i++) out[i] = vectors[i]!;
    } else {
      for (let i = start; i < end; i++) out[i] = vectors[i]! / length;
    }
  }
  return out;
}

/**
 * The first row that cannot be used, so that a caller can name its document; null when all can.
 *
 * @param vectors row-major n x dimension; not kept, not changed
 * @param needsDirection whether rows of zeros are refused too, as every metric but L2 must
 * @throws RangeError when the values do not fill whole rows
 */
export function findVectorFault(
  vectors: Float32Array,
  dimension: number,
  needsDirection: boolean,
): { row: number; fault: VectorFault } | null {
  const rows = countRows(vectors, dimension);
  for (let row = 0; row < rows; row++) {
    let squared = 0;
    for (let i = row * dimension, end = i + dimension; i < end; i++) squared += vectors[i]! * vectors[i]!;
    if (!Number.isFinite(squared)) return { row, fault: "not finite" };
    if (needsDirection && squared === 0) return { row, fault: "all zero" };
  }
  return null;
}

/**
 * How many rows of `dimension` values there are.
 *
 * @throws RangeError when the values do not fill whole rows
 */
export function countRows(vectors: Float32Array, dimension: number): number {
  if (!Number.isInteger(dimension) || dimension < 1 || vectors.length % dimension !== 0) {
    throw new RangeError(`expected whole rows of ${dimension} values, got ${vectors.length} values`);
  }
  return vectors.length / dimension;
}
