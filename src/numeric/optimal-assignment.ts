/**
 * Pairs rows with columns so that the sum of the pairs' weights is as large as possible: the linear sum assignment problem,
 * solved by shortest augmenting paths (the Hungarian method of Kuhn 1955 in the form of Jonker and Volgenant 1987, "A
 * shortest augmenting path algorithm for dense and sparse linear assignment problems"; as scipy's linear_sum_assignment).
 * Time grows with min(rows, columns)^2 * max(rows, columns).
 *
 * @param weights row-major rows x columns, finite, not negative, not changed; a pair of weight 0 is never made
 * @returns for each row its column, or -1; a new array
 * @throws RangeError where the number of weights is another, or one is negative, infinite or NaN
 */
export function optimalAssignment(rows: number, columns: number, weights: Float64Array): Int32Array {
  if (weights.length !== rows * columns) {
    throw new RangeError(`expected ${rows} x ${columns} weights, got ${weights.length}`);
  }
  for (const weight of weights) {
    if (!(weight >= 0 && weight < Infinity)) throw new RangeError(`expected weights from 0, got ${weight}`);
  }
  const assigned = new Int32Array(rows).fill(-1);
  if (rows <= columns) {
    const rowOf = augment(rows, columns, (row, column) => -weights[row * columns + column]!);
    rowOf.forEach((row, column) => {
      if (row >= 0 && weights[row * columns + column]! > 0) assigned[row] = column;
    });
  } else {
    const columnOf = augment(columns, rows, (column, row) => -weights[row * columns + column]!);
    columnOf.forEach((column, row) => {
      if (column >= 0 && weights[row * columns + column]! > 0) assigned[row] = column;
    });
  }
  return assigned;
}

/**
 * Assigns every one of `n` lines to one of `m >= n` places at the least total cost.
 *
 * @returns for each place its line, or -1
 */
function augment(n: number, m: number, cost: (line: number, place: number) => number): Int32Array {
  // Line and place 0 stand for none, as in the usual statement with numbers from 1.
  const linePotential = new Float64Array(n + 1);
  const placePotential = new Float64Array(m + 1);
  const lineOf = new Int32Array(m + 1);
  const previous = new Int32Array(m + 1);
  const slack = new Float64Array(m + 1);
  const visited = new Uint8Array(m + 1);
  for (let line = 1; line <= n; line++) {
    lineOf[0] = line;
    slack.fill(Infinity);
    visited.fill(0);
    let place = 0;
    do {
      visited[place] = 1;
      const current = lineOf[place]!;
      let least = Infinity;
      let next = 0;
      for (let candidate = 1; candidate <= m; candidate++) {
        if (visited[candidate]) continue;
        // The reduced cost: cost(i, j) - u(i) - v(j).
        const reduced = cost(current - 1, candidate - 1) - linePotential[current]! - placePotential[candidate]!;
        if (reduced < slack[candidate]!) {
          slack[candidate] = reduced;
          previous[candidate] = place;
        }
        if (slack[candidate]! < least) {
          least = slack[candidate]!;
          next = candidate;
        }
      }
      for (let each = 0; each <= m; each++) {
        if (visited[each]) {
          linePotential[lineOf[each]!]! += least;
          placePotential[each]! -= least;
        } else {
          slack[each]! -= least;
        }
      }
      place = next;
    } while (lineOf[place] !== 0);
    // The path is turned over: each place on it takes the line of the place before.
    while (place !== 0) {
      const before = previous[place]!;
      lineOf[place] = lineOf[before]!;
      place = before;
    }
  }
  return lineOf.subarray(1).map((line) => line - 1);
}
