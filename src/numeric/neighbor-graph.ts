/**
 * The k nearest other rows of each of n rows, the one graph that clustering and layout share.
 *
 * Row i holds entries i*k .. i*k+k-1, ascending by (distance, index); never i itself; no index twice. k <= n - 1, and
 * every row is full. Distances are Euclidean, finite, float64, computed by direct differences so that d(i,j) equals
 * d(j,i) to the bit; exact copies have distance 0.
 */
export interface NeighborGraph {
  readonly n: number;
  readonly k: number;
  /** n * k row numbers. */
  readonly indices: Int32Array;
  /** n * k distances. */
  readonly distances: Float64Array;
}

/**
 * The graph cut to its `k` nearest columns.
 *
 * @param graph not changed
 * @param k 0..graph.k
 * @returns new arrays of n * k entries, in the same order; `graph` itself where it has k columns already
 * @throws RangeError when k is no integer in that range
 */
export function narrowGraph(graph: NeighborGraph, k: number): NeighborGraph {
  if (k === graph.k) return graph;
  if (!Number.isInteger(k) || k < 0 || k > graph.k) {
    throw new RangeError(`k must be an integer between 0 and ${graph.k}, got ${k}`);
  }
  const indices = new Int32Array(graph.n * k);
  const distances = new Float64Array(graph.n * k);
  for (let row = 0; row < graph.n; row++) {
    const start = row * graph.k;
    indices.set(graph.indices.subarray(start, start + k), row * k);
    distances.set(graph.distances.subarray(start, start + k), row * k);
  }
  return { n: graph.n, k, indices, distances };
}

/**
 * Refuses a graph that breaks the contract above, as far as one pass can see; repeated indices are not looked for.
 *
 * @param graph read, not kept, not changed
 * @throws RangeError that names the first fault
 */
export function checkNeighborGraph({ n, k, indices, distances }: NeighborGraph): void {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`n must be an integer of at least 0, got ${n}`);
  if (!Number.isInteger(k) || k < 0 || k > Math.max(0, n - 1)) {
    throw new RangeError(`k must be an integer between 0 and ${Math.max(0, n - 1)}, got ${k}`);
  }
  if (indices.length !== n * k || distances.length !== n * k) {
    throw new RangeError(
      `expected ${n} x ${k} entries, got ${indices.length} indices and ${distances.length} distances`,
    );
  }
  for (let row = 0; row < n; row++) {
    let least = 0;
    for (let at = row * k, end = at + k; at < end; at++) {
      const other = indices[at]!;
      const distance = distances[at]!;
      if (other < 0 || other >= n || other === row) {
        throw new RangeError(`row ${row} lists ${other}, expected another row between 0 and ${n - 1}`);
      }
      if (!(distance >= least) || distance === Infinity) {
        throw new RangeError(`row ${row} has distance ${distance}, expected a finite one of at least ${least}`);
      }
      least = distance;
    }
  }
}
