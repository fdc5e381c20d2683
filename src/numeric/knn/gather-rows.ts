/**
 * Some rows of a matrix as a matrix of their own.
 *
 * @param vectors row-major, `dimension` numbers a row; not changed
 * @param rows row numbers of `vectors`, in any order, repeats allowed
 * @returns row-major rows.length x dimension in the order of `rows`; a new array that the caller owns
 */
export function gatherRows(vectors: Float32Array, dimension: number, rows: ArrayLike<number>): Float32Array {
  const gathered = new Float32Array(rows.length * dimension);
  for (let i = 0; i < rows.length; i++) {
    gathered.set(vectors.subarray(rows[i]! * dimension, (rows[i]! + 1) * dimension), i * dimension);
  }
  return gathered;
}
