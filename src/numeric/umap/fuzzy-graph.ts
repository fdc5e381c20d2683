import type { NeighborGraph } from "../neighbor-graph.js";
import { smoothDistances } from "./smooth-distances.js";

/**
 * A symmetric weighted graph in compressed rows: the edges of row i are entries offsets[i] .. offsets[i + 1] - 1, ascending
 * by target, never to i itself. The edge from j to i has the weight of that from i to j, to the bit.
 */
export interface FuzzyGraph {
  readonly n: number;
  /** n + 1 places. */
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  /** Above 0, at most 1. */
  readonly weights: Float32Array;
}

interface Rows {
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  readonly weights: Float32Array;
}

/**
 * The fuzzy simplicial set of a neighbor graph: memberships from smoothed distances, and their probabilistic union
 * a + b - a b over both directions of each edge. McInnes, Healy and Melville 2018, algorithms 2 and 3; umap-learn's
 * fuzzy_simplicial_set with set_op_mix_ratio 1.
 *
 * @param graph read, not kept
 * @param neighbors counts the row itself: 2..graph.k + 1; the first `neighbors` - 1 columns are used
 * @returns new arrays; at most 2 n (neighbors - 1) edges, both directions counted
 * @throws RangeError when neighbors is out of range
 */
export function fuzzyGraph(graph: NeighborGraph, neighbors: number): FuzzyGraph {
  const { n } = graph;
  const inverse = transpose(n, memberships(graph, neighbors));
  // A transposed matrix has its rows in ascending order, so turning it twice sorts them.
  const own = transpose(n, inverse);
  return { n, ...union(n, own, inverse) };
}

/** The directed graph of n rows with `neighbors` - 1 edges each, in the order of the lists. */
function memberships(graph: NeighborGraph, neighbors: number): Rows {
  const { n, k, indices, distances } = graph;
  const { nearest, scales } = smoothDistances(graph, neighbors);
  const used = neighbors - 1;
  const offsets = new Int32Array(n + 1);
  const targets = new Int32Array(n * used);
  const weights = new Float32Array(n * used);
  for (let row = 0, at = 0; row < n; row++) {
    const first = nearest[row]!;
    const scale = scales[row]!;
    for (let j = row * k, end = j + used; j < end; j++, at++) {
      const beyond = distances[j]! - first;
      targets[at] = indices[j]!;
      weights[at] = beyond > 0 && scale > 0 ? Math.exp(-beyond / scale) : 1;
    }
    offsets[row + 1] = at;
  }
  return { offsets, targets, weights };
}

/** By a counting sort. */
function transpose(n: number, { offsets, targets, weights }: Rows): Rows {
  const turned = new Int32Array(n + 1);
  for (const target of targets) turned[target + 1]!++;
  for (let row = 0; row < n; row++) turned[row + 1]! += turned[row]!;
  const place = turned.slice(0, n);
  const sources = new Int32Array(targets.length);
  const moved = new Float32Array(targets.length);
  for (let row = 0; row < n; row++) {
    for (let at = offsets[row]!, end = offsets[row + 1]!; at < end; at++) {
      const to = place[targets[at]!]!++;
      sources[to] = row;
      moved[to] = weights[at]!;
    }
  }
  return { offsets: turned, targets: sources, weights: moved };
}

/** Merges a matrix of sorted rows with its transpose. */
function union(n: number, own: Rows, inverse: Rows): Rows {
  const offsets = new Int32Array(n + 1);
  const targets = new Int32Array(2 * own.targets.length);
  const weights = new Float32Array(2 * own.targets.length);
  let to = 0;
  for (let row = 0; row < n; row++) {
    let a = own.offsets[row]!;
    let b = inverse.offsets[row]!;
    const endA = own.offsets[row + 1]!;
    const endB = inverse.offsets[row + 1]!;
    while (a < endA || b < endB) {
      const targetA = a < endA ? own.targets[a]! : n;
      const targetB = b < endB ? inverse.targets[b]! : n;
      const there = targetA <= targetB ? own.weights[a++]! : 0;
      const back = targetB <= targetA ? inverse.weights[b++]! : 0;
      // What underflows to 0 in float32 is no edge.
      const weight = there + back - there * back;
      if (Math.fround(weight) === 0) continue;
      targets[to] = Math.min(targetA, targetB);
      weights[to++] = weight;
    }
    offsets[row + 1] = to;
  }
  return { offsets, targets: targets.slice(0, to), weights: weights.slice(0, to) };
}
