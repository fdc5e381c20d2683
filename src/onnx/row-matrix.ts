import { TopographError } from "../errors.js";
import { unshared } from "./session.js";

/** Rows in the form that sessions score. */
export interface ScoredRows {
  readonly n: number;
  readonly dimension: number;
  /** n x dimension values. */
  readonly rows: Float32Array;
  /** -|x|^2 / 2 of each scored row, -Infinity for rows that are free. */
  readonly bias: Float32Array;
  /** The largest |x| of the scored rows, rounded up. */
  readonly largestNorm: number;
  /** What was subtracted from every row, and must be from queries; null for nothing. */
  readonly center: Float64Array | null;
}

/** Squared lengths up to here keep every float32 sum of products finite. */
const LARGEST_SQUARED_NORM = 1e37;
/** Rows are centered when their mean holds more than this share of their squared length, as float32 products would lose the rest. */
const CENTER_SHARE = 0.9;
const SMALLEST_CAPACITY = 64;
const GROWTH = 1.5;

/**
 * A growing float32 matrix, one row a vector. A removed row is free until it is set again; all rows up to the highest one
 * ever set are scored, so callers had better reuse free ones.
 */
export class RowMatrix {
  /** Row-major, as given; a longer array takes its place when rows are added. Free rows are zero. */
  vectors: Float32Array;
  /** All rows, in use or free, lie below n. */
  n = 0;
  /** Rows in use. */
  size = 0;
  /** The rows less the center; `vectors` itself while there is no center. */
  private rows: Float32Array;
  private bias: Float32Array;
  private center: Float64Array | null = null;
  /** Of the rows in use as given; only the choice of the center hangs on it. */
  private readonly sum: Float64Array;

  constructor(
    readonly dimension: number,
    capacity = 0,
  ) {
    this.vectors = this.rows = new Float32Array(capacity * dimension);
    this.bias = new Float32Array(capacity).fill(-Infinity);
    this.sum = new Float64Array(dimension);
  }

  /** Takes a whole matrix over, without copying it unless it lies in shared memory; nobody may change it afterwards. */
  static of(vectors: Float32Array, dimension: number): RowMatrix {
    const matrix = new RowMatrix(dimension);
    matrix.vectors = matrix.rows = unshared(vectors);
    matrix.n = matrix.size = vectors.length / dimension;
    matrix.bias = new Float32Array(matrix.n);
    for (let row = 0; row < matrix.n; row++) {
      matrix.bias[row] = -squaredNorm(matrix.vectors, row, dimension) / 2;
      matrix.addToSum(row, 1);
    }
    return matrix;
  }

  has(row: number): boolean {
    return row < this.n && this.bias[row] !== -Infinity;
  }

  /** Puts a copy of a vector into a row, free or not. */
  set(row: number, vector: Float32Array): void {
    const { dimension } = this;
    if (vector.length !== dimension) {
      throw new TopographError(
        "VECTOR_DIMENSION_MISMATCH",
        `Give vectors of ${dimension} values, not ${vector.length}.`,
        {
          expected: dimension,
          received: vector.length,
        },
      );
    }
    squaredNorm(vector, 0, dimension, row);
    this.remove(row);
    this.reserve(row + 1);
    this.vectors.set(vector, row * dimension);
    if (this.center) subtractInto(vector, 0, this.center, this.rows, row);
    this.bias[row] = -squaredNorm(this.rows, row, dimension) / 2;
    this.addToSum(row, 1);
    this.n = Math.max(this.n, row + 1);
    this.size++;
  }

  /** Frees a row; nothing happens when it is free. */
  remove(row: number): void {
    if (!this.has(row)) return;
    this.addToSum(row, -1);
    for (const rows of new Set([this.vectors, this.rows])) {
      rows.fill(0, row * this.dimension, (row + 1) * this.dimension);
    }
    this.bias[row] = -Infinity;
    this.size--;
  }

  /** The rows as they are scored now; valid until the next change. */
  scored(): ScoredRows {
    const { total, longest } = this.lengths();
    let largest = longest;
    const { size, sum, center } = this;
    let offset = 0;
    for (let i = 0; i < sum.length; i++) offset += (sum[i]! / size - (center?.[i] ?? 0)) ** 2;
    if (offset * size > CENTER_SHARE * total) {
      this.recenter();
      largest = this.lengths().longest;
    }
    const { n, dimension } = this;
    return {
      n,
      dimension,
      rows: this.rows.subarray(0, n * dimension),
      bias: this.bias.subarray(0, n),
      largestNorm: Math.sqrt(largest) * (1 + 2 ** -20),
      center: this.center,
    };
  }

  private recenter(): void {
    const { n, size, dimension } = this;
    this.center = this.sum.map((value) => value / size);
    if (this.rows === this.vectors) this.rows = new Float32Array(this.vectors.length);
    for (let row = 0; row < n; row++) {
      if (!this.has(row)) continue;
      subtractInto(this.vectors, row, this.center, this.rows, row);
      this.bias[row] = -squaredNorm(this.rows, row, dimension) / 2;
    }
  }

  /** Squared lengths of the scored rows: their sum and the largest. */
  private lengths(): { total: number; longest: number } {
    let total = 0;
    let longest = 0;
    for (let row = 0; row < this.n; row++) {
      const squared = -2 * this.bias[row]!;
      if (squared === Infinity) continue;
      total += squared;
      if (squared > longest) longest = squared;
    }
    return { total, longest };
  }

  private addToSum(row: number, sign: number): void {
    const { sum, vectors, dimension } = this;
    for (let i = 0, at = row * dimension; i < dimension; i++, at++) sum[i]! += sign * vectors[at]!;
  }

  private reserve(rows: number): void {
    if (rows <= this.bias.length) return;
    const capacity = Math.max(rows, SMALLEST_CAPACITY, Math.ceil(this.bias.length * GROWTH));
    const grown = (values: Float32Array, length: number, rest: number): Float32Array => {
      const longer = new Float32Array(length);
      longer.set(values);
      if (rest !== 0) longer.fill(rest, values.length);
      return longer;
    };
    const separate = this.rows !== this.vectors;
    this.vectors = grown(this.vectors, capacity * this.dimension, 0);
    this.rows = separate ? grown(this.rows, capacity * this.dimension, 0) : this.vectors;
    this.bias = grown(this.bias, capacity, -Infinity);
  }
}

/** Queries in the space of the scored rows. */
export interface CenteredQueries {
  readonly rows: Float32Array;
  /** |q| of each. */
  readonly norms: Float64Array;
}

/**
 * Queries `from` to before `from + count`, less the center; not copied when there is none.
 *
 * @throws TopographError INVALID_VECTOR naming the first query that is not finite or too long
 */
export function centerQueries(queries: Float32Array, from: number, count: number, scored: ScoredRows): CenteredQueries {
  const { dimension, center } = scored;
  let rows = queries.subarray(from * dimension, (from + count) * dimension);
  if (center) {
    rows = new Float32Array(count * dimension);
    for (let i = 0; i < count; i++) subtractInto(queries, from + i, center, rows, i);
  }
  const norms = new Float64Array(count);
  for (let i = 0; i < count; i++) norms[i] = Math.sqrt(squaredNorm(rows, i, dimension, from + i));
  return { rows, norms };
}

/** Writes row `row` of `vectors`, less the center, into row `outRow` of `out`. */
function subtractInto(
  vectors: Float32Array,
  row: number,
  center: Float64Array,
  out: Float32Array,
  outRow: number,
): void {
  const { length } = center;
  for (let i = 0, from = row * length, to = outRow * length; i < length; i++) {
    out[to + i] = vectors[from + i]! - center[i]!;
  }
}

/** @throws TopographError INVALID_VECTOR when the row holds NaN or infinity, or is too long for float32 sums */
function squaredNorm(vectors: Float32Array, row: number, dimension: number, name = row): number {
  let squared = 0;
  for (let i = row * dimension, end = i + dimension; i < end; i++) squared += vectors[i]! * vectors[i]!;
  if (!(squared <= LARGEST_SQUARED_NORM)) {
    throw new TopographError("INVALID_VECTOR", `Give finite vectors of length 3e18 at most; row ${name} is none.`, {
      row: name,
    });
  }
  return squared;
}
