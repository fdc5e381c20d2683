import { zeros, type Matrix } from "./matrix.js";

export interface Projection {
  readonly mean: Float64Array;
  /** Orthonormal, the direction of the largest variance first; each of the length of `mean`. */
  readonly directions: readonly Float64Array[];
}

/** Principal directions of the rows of a matrix. */
export function principalDirections({ rows, columns, data }: Matrix, count: number): Projection {
  const mean = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) mean[i % columns]! += data[i]! / rows;
  const covariance = new Float64Array(columns * columns);
  const centered = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) centered[c] = data[row * columns + c]! - mean[c]!;
    for (let a = 0; a < columns; a++) {
      const value = centered[a]!;
      for (let b = a; b < columns; b++) covariance[a * columns + b]! += value * centered[b]!;
    }
  }
  for (let a = 0; a < columns; a++)
    for (let b = 0; b < a; b++) covariance[a * columns + b] = covariance[b * columns + a]!;
  const { values, vectors } = symmetricEigen(covariance, columns);
  const order = [...values.keys()].sort((a, b) => values[b]! - values[a]!).slice(0, count);
  return {
    mean,
    directions: order.map((column) => vectors.map((row) => row[column]!)).map((d) => Float64Array.from(d)),
  };
}

export function project(matrix: Matrix, { mean, directions }: Projection): Matrix {
  const out = zeros(matrix.rows, directions.length);
  for (let row = 0; row < matrix.rows; row++) {
    directions.forEach((direction, d) => {
      let sum = 0;
      for (let c = 0; c < mean.length; c++) sum += (matrix.data[row * mean.length + c]! - mean[c]!) * direction[c]!;
      out.data[row * directions.length + d] = sum;
    });
  }
  return out;
}

const SWEEPS = 30;
const CONVERGED = 1e-22;

/** Jacobi's method with cyclic sweeps; `vectors[i][k]` is entry i of the k-th eigenvector. */
function symmetricEigen(source: Float64Array, n: number): { values: Float64Array; vectors: Float64Array[] } {
  const a = Float64Array.from(source);
  const vectors = Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, k) => (i === k ? 1 : 0)));
  const total = a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += a[p * n + q]! ** 2;
    if (off <= CONVERGED * total) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, vectors, n, p, q);
  }
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * n + i]!), vectors };
}

/** Turns columns and rows p and q so that their common entry becomes 0. */
function rotate(a: Float64Array, vectors: Float64Array[], n: number, p: number, q: number): void {
  const apq = a[p * n + q]!;
  if (apq === 0) return;
  const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cos = 1 / Math.sqrt(t * t + 1);
  const sin = t * cos;
  for (let i = 0; i < n; i++) {
    const ip = a[i * n + p]!;
    const iq = a[i * n + q]!;
    a[i * n + p] = cos * ip - sin * iq;
    a[i * n + q] = sin * ip + cos * iq;
  }
  for (let i = 0; i < n; i++) {
    const pi = a[p * n + i]!;
    const qi = a[q * n + i]!;
    a[p * n + i] = cos * pi - sin * qi;
    a[q * n + i] = sin * pi + cos * qi;
    const vp = vectors[i]![p]!;
    const vq = vectors[i]![q]!;
    vectors[i]![p] = cos * vp - sin * vq;
    vectors[i]![q] = sin * vp + cos * vq;
  }
}
