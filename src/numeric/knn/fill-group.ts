import type { NeighborGraph } from "../neighbor-graph.js";
import type { CopyGroups } from "./exact-copies.js";

/**
 * Writes the lists of all copies of one vector: its other copies at distance 0, then the copies of its neighbors.
 *
 * @param graph gets full lists for the rows of the group; its other lists are neither read nor changed
 * @param group number of the group
 * @param rows first rows of the groups nearest to it, as many as matter; may lie in the graph's list of the group's first row
 * @param distances theirs, ascending
 */
export function fillGroup(
  graph: NeighborGraph,
  groups: CopyGroups,
  group: number,
  rows: Int32Array,
  distances: Float64Array,
): void {
  const { members, offsets, groupOf } = groups;
  const { k } = graph;
  const start = offsets[group]!;
  const size = offsets[group + 1]! - start;
  const near = new Int32Array(k);
  const away = new Float64Array(k);
  let filled = 0;
  // Copies of vectors at one and the same distance are listed together, in the order of their rows.
  for (let from = 0, to = 0; from < rows.length && filled < k; from = to) {
    const tied: number[] = [];
    while (to < rows.length && distances[to] === distances[from]) {
      const other = groupOf[rows[to++]!]!;
      const end = Math.min(offsets[other + 1]!, offsets[other]! + k);
      for (let at = offsets[other]!; at < end; at++) tied.push(members[at]!);
    }
    if (to - from > 1) tied.sort((a, b) => a - b);
    for (let i = 0; i < tied.length && filled < k; i++, filled++) {
      near[filled] = tied[i]!;
      away[filled] = distances[from]!;
    }
  }
  for (let own = start; own < start + size; own++) {
    const row = members[own]!;
    let at = row * k;
    const end = at + k;
    for (let copy = start; copy < start + size && at < end; copy++) {
      if (copy !== own) graph.indices[at++] = members[copy]!;
    }
    graph.distances.fill(0, row * k, at);
    const rest = end - at;
    graph.indices.set(near.subarray(0, rest), at);
    graph.distances.set(away.subarray(0, rest), at);
  }
}
