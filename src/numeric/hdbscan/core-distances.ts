import type { NeighborGraph } from "../neighbor-graph.js";

/**
 * The distance from each row to its `minSamples`-th nearest other row (Campello, Moulavi and Sander 2013; the counting is
 * that of Python `hdbscan` 0.8.44, where the row itself is not among the samples). As there, `minSamples` is lowered to
 * n - 1 where it is larger.
 *
 * @returns n distances in the graph's unit; all 0 when n < 2; the caller owns them
 * @throws RangeError when minSamples is not an integer >= 1, or the lists are shorter than it
 */
export function coreDistances(graph: NeighborGraph, minSamples: number): Float64Array {
  if (!Number.isInteger(minSamples) || minSamples < 1) {
    throw new RangeError(`minSamples must be an integer of at least 1, got ${minSamples}`);
  }
  const { n, k, distances } = graph;
  const core = new Float64Array(n);
  const samples = Math.min(minSamples, n - 1);
  if (samples < 1) return core;
  if (samples > k) {
    throw new RangeError(`minSamples ${minSamples} needs at least ${samples} neighbors a row, the graph has ${k}`);
  }
  for (let row = 0; row < n; row++) core[row] = distances[row * k + samples - 1]!;
  return core;
}
