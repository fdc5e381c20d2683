import { multiplyInto, multiplyTransposedInto, zeros, type Matrix, type SparseMatrix } from "./matrix.js";

export interface RidgeProblem {
  readonly shares: SparseMatrix;
  /** One row a text. */
  readonly targets: Matrix;
  /** One weight a text. */
  readonly weights: Float32Array;
  /** What the solution is pulled toward; one row a token. */
  readonly start: Matrix;
  readonly lambda: number;
  readonly steps: number;
}

/**
 * Minimizes sum_i w_i |A_i E - Y_i|^2 + lambda |E - start|^2 over E by conjugate gradients on the normal equations
 * (A^T W A + lambda) D = A^T W (Y - A start), E = start + D; the columns of E are independent problems solved side by side.
 */
export function ridgeRegression({ shares, targets, weights, start, lambda, steps }: RidgeProblem): Matrix {
  const { rows: tokens, columns: width } = start;
  const fitted = zeros(shares.rows, width);
  multiplyInto(fitted, shares, start);
  for (let i = 0; i < fitted.data.length; i++) fitted.data[i] = targets.data[i]! - fitted.data[i]!;
  const residual = zeros(tokens, width);
  multiplyTransposedInto(residual, shares, fitted, weights);
  const direction = { ...residual, data: residual.data.slice() };
  const solution = { ...start, data: start.data.slice() };
  const curvature = zeros(tokens, width);
  let squares = columnDots(residual, residual);
  for (let step = 0; step < steps; step++) {
    multiplyInto(fitted, shares, direction);
    multiplyTransposedInto(curvature, shares, fitted, weights);
    for (let i = 0; i < curvature.data.length; i++) curvature.data[i]! += lambda * direction.data[i]!;
    const along = columnDots(direction, curvature);
    const pace = squares.map((square, c) => (along[c]! > 0 ? square / along[c]! : 0));
    for (let i = 0; i < solution.data.length; i++) {
      solution.data[i]! += pace[i % width]! * direction.data[i]!;
      residual.data[i]! -= pace[i % width]! * curvature.data[i]!;
    }
    const next = columnDots(residual, residual);
    const keep = next.map((square, c) => (squares[c]! > 0 ? square / squares[c]! : 0));
    for (let i = 0; i < direction.data.length; i++) {
      direction.data[i] = residual.data[i]! + keep[i % width]! * direction.data[i]!;
    }
    squares = next;
  }
  return solution;
}

function columnDots(a: Matrix, b: Matrix): Float64Array {
  const dots = new Float64Array(a.columns);
  for (let i = 0; i < a.data.length; i++) dots[i % a.columns]! += a.data[i]! * b.data[i]!;
  return dots;
}
