import type { NeighborGraph } from "../../../src/numeric/neighbor-graph.js";

/** n points of dim columns, row-major. */
export interface Points {
  readonly n: number;
  readonly dim: number;
  readonly values: Float32Array | Float64Array;
}

/** Euclidean distance by direct differences. */
export function distance({ dim, values }: Points, a: number, b: number): number {
  let sum = 0;
  for (let column = 0; column < dim; column++) {
    const difference = values[a * dim + column]! - values[b * dim + column]!;
    sum += difference * difference;
  }
  return Math.sqrt(sum);
}

/** The k nearest other rows of each row by sorting all of them. */
export function exactGraph(points: Points, k: number): NeighborGraph {
  const { n } = points;
  const indices = new Int32Array(n * k);
  const distances = new Float64Array(n * k);
  for (let row = 0; row < n; row++) {
    const others = Array.from({ length: n }, (_, other) => ({ other, distance: distance(points, row, other) }))
      .filter(({ other }) => other !== row)
      .sort((a, b) => a.distance - b.distance || a.other - b.other);
    for (let rank = 0; rank < k; rank++) {
      indices[row * k + rank] = others[rank]!.other;
      distances[row * k + rank] = others[rank]!.distance;
    }
  }
  return { n, k, indices, distances };
}

/** The same points in another order: row i of the result is row order[i]. */
export function permuted({ n, dim, values }: Points, order: readonly number[]): Points {
  const moved = new Float64Array(n * dim);
  order.forEach((from, to) => moved.set(values.subarray(from * dim, (from + 1) * dim), to * dim));
  return { n, dim, values: moved };
}
