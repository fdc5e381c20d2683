/** Row-major dense matrix. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

export function zeros(rows: number, columns: number): Matrix {
  return { rows, columns, data: new Float32Array(rows * columns) };
}

/** Compressed sparse rows: row i has the columns `columns[starts[i]..starts[i+1])`. */
export interface SparseMatrix {
  readonly rows: number;
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float32Array;
}

/** Row i holds the share of each token in text i, so that times token vectors it gives their mean. */
export function tokenShares(texts: readonly (readonly number[])[]): SparseMatrix {
  const starts = new Int32Array(texts.length + 1);
  const counts = texts.map((tokens) => {
    const count = new Map<number, number>();
    for (const token of tokens) count.set(token, (count.get(token) ?? 0) + 1);
    return count;
  });
  counts.forEach((count, i) => (starts[i + 1] = starts[i]! + count.size));
  const columns = new Int32Array(starts[texts.length]!);
  const values = new Float32Array(columns.length);
  counts.forEach((count, i) => {
    let at = starts[i]!;
    for (const [token, times] of count) {
      columns[at] = token;
      values[at++] = times / texts[i]!.length;
    }
  });
  return { rows: texts.length, starts, columns, values };
}

/** out = A x; written over `out`. */
export function multiplyInto(out: Matrix, { rows, starts, columns, values }: SparseMatrix, x: Matrix): void {
  const width = x.columns;
  out.data.fill(0);
  for (let row = 0; row < rows; row++) {
    const target = row * width;
    for (let e = starts[row]!; e < starts[row + 1]!; e++) {
      const value = values[e]!;
      const source = columns[e]! * width;
      for (let c = 0; c < width; c++) out.data[target + c]! += value * x.data[source + c]!;
    }
  }
}

/** out = A^T diag(weights) y; written over `out`. */
export function multiplyTransposedInto(out: Matrix, A: SparseMatrix, y: Matrix, weights: Float32Array): void {
  const { rows, starts, columns, values } = A;
  const width = y.columns;
  out.data.fill(0);
  for (let row = 0; row < rows; row++) {
    const source = row * width;
    for (let e = starts[row]!; e < starts[row + 1]!; e++) {
      const value = values[e]! * weights[row]!;
      const target = columns[e]! * width;
      for (let c = 0; c < width; c++) out.data[target + c]! += value * y.data[source + c]!;
    }
  }
}

export function rowNorms({ rows, columns, data }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    let squares = 0;
    for (let c = 0; c < columns; c++) squares += data[row * columns + c]! ** 2;
    return Math.sqrt(squares);
  });
}

export function normalizeRows(matrix: Matrix): void {
  rowNorms(matrix).forEach((norm, row) => {
    if (norm === 0) return;
    for (let c = 0; c < matrix.columns; c++) matrix.data[row * matrix.columns + c]! /= norm;
  });
}
