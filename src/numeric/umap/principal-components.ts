import { countRows, findVectorFault } from "../knn/normalize-rows.js";
import { seededRandom } from "../random.js";

const LARGEST_SAMPLE = 10_000;
const SMALLEST_SAMPLE = 1_000;
/** Multiplications that the covariance may take: a second or so. */
const COVARIANCE_BUDGET = 1.5e9;
const MOST_ROUNDS = 300;
/** The power iteration ends when no coordinate of a direction moves by more. */
const TOLERANCE = 1e-7;

/**
 * The two coordinates of each row along the directions of largest variance. All sums are float64 and taken in one fixed
 * order, so the result is equal to the bit everywhere; no matrix library is used, as those choose kernels by processor. The
 * directions come from at most 10,000 rows, evenly spread. Pearson 1901; the directions by orthogonal power iteration.
 *
 * @param vectors row-major n x dimension, finite; in any unit; not kept, not changed
 * @returns n * 2 coordinates around (0, 0), row-major, in the unit of the vectors; the sign of each direction makes its
 *   largest entry positive; zeros along a direction that has no variance; the caller owns them
 * @throws RangeError when the values do not fill whole rows, or one of them is not finite
 */
export function principalComponents(vectors: Float32Array, dimension: number): Float32Array {
  const n = countRows(vectors, dimension);
  const fault = findVectorFault(vectors, dimension, false);
  if (fault) throw new RangeError(`row ${fault.row} is ${fault.fault}`);
  const coordinates = new Float32Array(2 * n);
  if (n < 2) return coordinates;
  const rows = sampleRows(n, dimension);
  const mean = meanOf(vectors, rows, dimension);
  const [first, second] = leadingDirections(covarianceOf(vectors, rows, mean, dimension), dimension);
  for (let row = 0; row < n; row++) {
    let x = 0;
    let y = 0;
    for (let i = 0, at = row * dimension; i < dimension; i++, at++) {
      const value = vectors[at]! - mean[i]!;
      x += value * first[i]!;
      y += value * second[i]!;
    }
    coordinates[2 * row] = x;
    coordinates[2 * row + 1] = y;
  }
  return coordinates;
}

function sampleRows(n: number, dimension: number): Int32Array {
  const affordable = Math.max(SMALLEST_SAMPLE, Math.floor(COVARIANCE_BUDGET / dimension ** 2));
  const count = Math.min(n, LARGEST_SAMPLE, affordable);
  return Int32Array.from({ length: count }, (_, i) => Math.floor((i * n) / count));
}

function meanOf(vectors: Float32Array, rows: Int32Array, dimension: number): Float64Array {
  const mean = new Float64Array(dimension);
  for (const row of rows) {
    for (let i = 0, at = row * dimension; i < dimension; i++, at++) mean[i]! += vectors[at]!;
  }
  for (let i = 0; i < dimension; i++) mean[i]! /= rows.length;
  return mean;
}

/** The whole dimension x dimension matrix, not divided by the number of rows. */
function covarianceOf(vectors: Float32Array, rows: Int32Array, mean: Float64Array, dimension: number): Float64Array {
  const covariance = new Float64Array(dimension * dimension);
  // Four rows at a time: the matrix is read and written a fourth as often.
  const lanes = Array.from({ length: 4 }, () => new Float64Array(dimension));
  const [a, b, c, d] = lanes as [Float64Array, Float64Array, Float64Array, Float64Array];
  for (let from = 0; from < rows.length; from += 4) {
    lanes.forEach((lane, offset) => {
      const row = rows[from + offset];
      if (row === undefined) lane.fill(0);
      else for (let i = 0; i < dimension; i++) lane[i] = vectors[row * dimension + i]! - mean[i]!;
    });
    for (let i = 0; i < dimension; i++) {
      const ai = a[i]!;
      const bi = b[i]!;
      const ci = c[i]!;
      const di = d[i]!;
      for (let j = i, at = i * dimension + i; j < dimension; j++, at++) {
        covariance[at]! += ai * a[j]! + bi * b[j]! + ci * c[j]! + di * d[j]!;
      }
    }
  }
  for (let i = 0; i < dimension; i++) {
    for (let j = 0; j < i; j++) covariance[i * dimension + j] = covariance[j * dimension + i]!;
  }
  return covariance;
}

/** Two directions by power iteration, the second kept orthogonal to the first; zeros where there is no variance left. */
function leadingDirections(covariance: Float64Array, dimension: number): [Float64Array, Float64Array] {
  const random = seededRandom(0);
  const directions: [Float64Array, Float64Array] = [new Float64Array(dimension), new Float64Array(dimension)];
  directions.forEach((direction, index) => {
    const previous = directions.slice(0, index);
    for (let i = 0; i < dimension; i++) direction[i] = random() - 0.5;
    if (!orthonormalize(direction, previous)) return;
    const next = new Float64Array(dimension);
    for (let round = 0; round < MOST_ROUNDS; round++) {
      multiplyInto(covariance, direction, next);
      if (!orthonormalize(next, previous)) {
        direction.fill(0);
        return;
      }
      let moved = 0;
      for (let i = 0; i < dimension; i++) moved = Math.max(moved, Math.abs(next[i]! - direction[i]!));
      direction.set(next);
      if (moved <= TOLERANCE) break;
    }
    orient(direction);
  });
  return directions;
}

function multiplyInto(matrix: Float64Array, vector: Float64Array, out: Float64Array): void {
  const { length } = vector;
  for (let i = 0, at = 0; i < length; i++) {
    let sum = 0;
    for (let j = 0; j < length; j++) sum += matrix[at++]! * vector[j]!;
    out[i] = sum;
  }
}

/** Subtracts what lies along `others` and scales to length 1; false when nothing is left. */
function orthonormalize(vector: Float64Array, others: readonly Float64Array[]): boolean {
  const before = lengthOf(vector);
  for (const other of others) {
    let along = 0;
    for (let i = 0; i < vector.length; i++) along += vector[i]! * other[i]!;
    for (let i = 0; i < vector.length; i++) vector[i]! -= along * other[i]!;
  }
  const length = lengthOf(vector);
  // What rounding leaves of a vector along the others is no direction.
  if (!(length > before * 1e-12)) return false;
  for (let i = 0; i < vector.length; i++) vector[i]! /= length;
  return true;
}

function lengthOf(vector: Float64Array): number {
  let squared = 0;
  for (const value of vector) squared += value * value;
  return Math.sqrt(squared);
}

function orient(direction: Float64Array): void {
  let largest = 0;
  for (const value of direction) if (Math.abs(value) > Math.abs(largest)) largest = value;
  if (largest < 0) for (let i = 0; i < direction.length; i++) direction[i] = -direction[i]!;
}
