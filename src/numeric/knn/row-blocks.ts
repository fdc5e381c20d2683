import { countRows } from "./normalize-rows.js";

/** A block of rows or of queries holds no more than this many bytes. */
export const BLOCK_BYTES = 32 * 2 ** 20;
/** The mean is subtracted where it holds more than this share of the squared lengths, as float32 products would lose the rest. */
const CENTER_SHARE = 0.5;

/**
 * Rows of a matrix in blocks of their own, for matrix products: the whole is never copied, and a common offset, which
 * float32 products could not tell from the vectors, is taken out on the way.
 */
export class RowBlocks {
  readonly n: number;
  /** What is subtracted from every row; null for nothing. */
  readonly center: Float64Array | null;
  /** -|x|^2 / 2 of each row, less the center. */
  private readonly bias: Float32Array;

  /** @param vectors row-major n x dimension, finite; kept, not changed */
  constructor(
    readonly vectors: Float32Array,
    readonly dimension: number,
  ) {
    this.n = countRows(vectors, dimension);
    this.center = centerOf(vectors, this.n, dimension);
    this.bias = new Float32Array(this.n);
    for (let row = 0, at = 0; row < this.n; row++) {
      let squared = 0;
      for (let i = 0; i < dimension; i++, at++) squared += (vectors[at]! - (this.center?.[i] ?? 0)) ** 2;
      this.bias[row] = -squared / 2;
    }
  }

  /** How many rows a block holds. */
  get blockRows(): number {
    return Math.max(1, Math.floor(BLOCK_BYTES / (this.dimension * Float32Array.BYTES_PER_ELEMENT)));
  }

  /** A new row-major matrix of some rows, less the center. */
  gather(rows: Int32Array): Float32Array {
    const { vectors, dimension, center } = this;
    const gathered = new Float32Array(rows.length * dimension);
    for (let i = 0, to = 0; i < rows.length; i++, to += dimension) {
      const from = rows[i]! * dimension;
      if (center) for (let j = 0; j < dimension; j++) gathered[to + j] = vectors[from + j]! - center[j]!;
      else gathered.set(vectors.subarray(from, from + dimension), to);
    }
    return gathered;
  }

  /** The bias of some rows. */
  gatherBias(rows: Int32Array): Float32Array {
    const gathered = new Float32Array(rows.length);
    for (let i = 0; i < rows.length; i++) gathered[i] = this.bias[rows[i]!]!;
    return gathered;
  }
}

function centerOf(vectors: Float32Array, n: number, dimension: number): Float64Array | null {
  const mean = new Float64Array(dimension);
  let total = 0;
  for (let row = 0, at = 0; row < n; row++) {
    for (let i = 0; i < dimension; i++, at++) {
      const value = vectors[at]!;
      mean[i]! += value;
      total += value * value;
    }
  }
  let offset = 0;
  for (let i = 0; i < dimension; i++) offset += (mean[i]! /= Math.max(1, n)) ** 2;
  return offset * n > CENTER_SHARE * total ? mean : null;
}
