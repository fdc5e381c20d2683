import type { NeighborGraph } from "../numeric/neighbor-graph.js";

/** Up to this many points have an exact picture: one point, a segment, a triangle. */
export const TINY = 3;

/**
 * Draws at most three points at their true distances, scaled so that the longest is 1. UMAP has nothing to optimize there.
 *
 * @param graph of at most 3 points; a distance that no list holds counts as the longest
 */
export function tinyLayout(graph: NeighborGraph): Float32Array {
  const { n } = graph;
  const layout = new Float32Array(2 * n);
  if (n < 2) return layout;
  const longest = graph.distances.reduce((most, distance) => Math.max(most, distance), 0);
  if (longest === 0) return layout;
  const across = distanceOf(graph, 0, 1, longest) / longest;
  layout[2] = across;
  if (n < 3) return layout;
  // The third corner, from its distances to the first two: x = (a^2 + c^2 - b^2) / 2c.
  const toFirst = distanceOf(graph, 0, 2, longest) / longest;
  const toSecond = distanceOf(graph, 1, 2, longest) / longest;
  const x = across > 0 ? (toFirst ** 2 + across ** 2 - toSecond ** 2) / (2 * across) : toFirst;
  layout[4] = x;
  layout[5] = Math.sqrt(Math.max(0, toFirst ** 2 - x ** 2));
  return layout;
}

function distanceOf({ k, indices, distances }: NeighborGraph, a: number, b: number, fallback: number): number {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    const at = indices.subarray(from * k, (from + 1) * k).indexOf(to);
    if (at !== -1) return distances[from * k + at]!;
  }
  return fallback;
}
