/**
 * The one definition of distance: the sum over the columns, in ascending order, of (a - b)^2 in float64. As a - b is exactly
 * -(b - a), the result is the same to the bit from either side, and 0 for copies and only for them (the square of the
 * smallest float32 difference, 2^-298, is still a float64 number).
 *
 * @param a matrix of rows of length `dimension`; `rowA` is a row number in it
 */
export function squaredDistance(
  a: Float32Array,
  rowA: number,
  b: Float32Array,
  rowB: number,
  dimension: number,
): number {
  const startA = rowA * dimension;
  const startB = rowB * dimension;
  let sum = 0;
  for (let i = 0; i < dimension; i++) {
    const difference = a[startA + i]! - b[startB + i]!;
    sum += difference * difference;
  }
  return sum;
}

/** The Euclidean distance of two rows: the root of `squaredDistance`. */
export function euclidean(a: Float32Array, rowA: number, b: Float32Array, rowB: number, dimension: number): number {
  return Math.sqrt(squaredDistance(a, rowA, b, rowB, dimension));
}

/**
 * Euclidean distances from one row to many, each equal to `euclidean` to the bit. Four rows are measured side by side: a
 * single sum would wait for its own last addition in every column.
 *
 * @param rows row numbers in `b`, from `from` to before `to`
 * @param out gets the distance of rows[i] at out[i]
 */
export function euclideanInto(
  a: Float32Array,
  rowA: number,
  b: Float32Array,
  rows: Int32Array,
  from: number,
  to: number,
  dimension: number,
  out: Float64Array,
): void {
  const start = rowA * dimension;
  let at = from;
  for (; at + 3 < to; at += 4) {
    const start0 = rows[at]! * dimension;
    const start1 = rows[at + 1]! * dimension;
    const start2 = rows[at + 2]! * dimension;
    const start3 = rows[at + 3]! * dimension;
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    for (let i = 0; i < dimension; i++) {
      const value = a[start + i]!;
      const difference0 = value - b[start0 + i]!;
      const difference1 = value - b[start1 + i]!;
      const difference2 = value - b[start2 + i]!;
      const difference3 = value - b[start3 + i]!;
      sum0 += difference0 * difference0;
      sum1 += difference1 * difference1;
      sum2 += difference2 * difference2;
      sum3 += difference3 * difference3;
    }
    out[at] = Math.sqrt(sum0);
    out[at + 1] = Math.sqrt(sum1);
    out[at + 2] = Math.sqrt(sum2);
    out[at + 3] = Math.sqrt(sum3);
  }
  for (; at < to; at++) out[at] = euclidean(a, rowA, b, rows[at]!, dimension);
}
