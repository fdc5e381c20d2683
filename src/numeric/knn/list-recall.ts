import type { NeighborGraph } from "../neighbor-graph.js";

/**
 * Recall at k of some of a graph's lists: the share of their entries that are no farther than the true k-th neighbor. By
 * distance and not by row, since of rows at one distance either is right.
 *
 * @param graph read, not kept, not changed
 * @param rows row numbers, at least one
 * @param exact the true distances of those rows, ascending, rows.length * graph.k, in the graph's unit
 * @returns 0..1; 1 where lists are empty
 */
export function listRecall({ k, distances }: NeighborGraph, rows: Int32Array, exact: Float64Array): number {
  if (k === 0 || rows.length === 0) return 1;
  let right = 0;
  for (let i = 0; i < rows.length; i++) {
    const farthest = exact[i * k + k - 1]!;
    for (let at = rows[i]! * k, end = at + k; at < end && distances[at]! <= farthest; at++) right++;
  }
  return right / (rows.length * k);
}
