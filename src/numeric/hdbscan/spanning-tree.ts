import { checkNeighborGraph, type NeighborGraph } from "../neighbor-graph.js";
import { coreDistances } from "./core-distances.js";
import { ComponentJoiner } from "./join-components.js";
import type { OutsideSearch } from "./outside-search.js";
import { minimumSpanningForest } from "./spanning-forest.js";

/** A spanning tree of n points: max(0, n - 1) undirected edges in parallel arrays, ascending by (weight, from, to). */
export interface SpanningTree {
  readonly n: number;
  /** The smaller row of each edge. */
  readonly from: Int32Array;
  /** The larger row of each edge. */
  readonly to: Int32Array;
  /** Mutual reachability distances, finite, 0 between exact copies with a core distance of 0. */
  readonly weights: Float64Array;
}

export interface CertifiedSpanningTree extends SpanningTree {
  /** 1 for each edge that is proven to be in a minimum spanning tree of all pairs of points, provided that the graph's lists are exact. */
  readonly certified: Uint8Array;
  /** How many of `certified` are 1. */
  readonly certifiedCount: number;
  /** How many points were asked for rows outside their component; a point asked twice counts twice. */
  readonly queries: number;
}

export interface SpanningTreeOptions {
  /** The core distance is that to the minSamples-th other point; 1..graph.k, lowered to n - 1 where it is larger. */
  readonly minSamples: number;
  /**
   * How many points may be asked to prove the edges of the graph. 0 (default) trusts the graph and asks only to join
   * what it leaves apart; Infinity proves every edge; any other number proves until it is used up and trusts the rest.
   * Asking in order to join components goes on beyond it.
   */
  readonly certificationBudget?: number;
  /** Called with the share of edges found, 0..1, ascending. */
  readonly onProgress?: (share: number) => void;
}

/**
 * The minimum spanning tree of mutual reachability: the minimum spanning forest over the symmetric neighbor graph, its
 * components joined by their true mutual reachability distances.
 *
 * @param graph exact lists, ascending; not kept, not changed
 * @param outside looks beyond the lists; null where the graph is known to be connected
 * @throws RangeError for a graph that breaks its contract, minSamples out of range, a negative budget, or a graph of
 *   several components without an outside search
 */
export async function buildSpanningTree(
  graph: NeighborGraph,
  options: SpanningTreeOptions,
  outside: OutsideSearch | null,
): Promise<CertifiedSpanningTree> {
  const { minSamples, certificationBudget = 0, onProgress } = options;
  if (!(certificationBudget >= 0)) {
    throw new RangeError(`certificationBudget must be 0 or more, got ${certificationBudget}`);
  }
  checkNeighborGraph(graph);
  const core = coreDistances(graph, minSamples);
  const joiner = new ComponentJoiner(core, listReach(graph, core), outside);
  await joiner.join(minimumSpanningForest(graph, core), { certificationBudget, onProgress });

  const order = joiner.tree.order();
  const count = order.length;
  const tree = {
    n: graph.n,
    from: new Int32Array(count),
    to: new Int32Array(count),
    weights: new Float64Array(count),
    certified: new Uint8Array(count),
  };
  let certifiedCount = 0;
  for (let i = 0; i < count; i++) {
    const at = order[i]!;
    tree.from[i] = joiner.tree.from[at]!;
    tree.to[i] = joiner.tree.to[at]!;
    tree.weights[i] = joiner.tree.weights[at]!;
    tree.certified[i] = joiner.certified[at]!;
    certifiedCount += tree.certified[i]!;
  }
  return { ...tree, certifiedCount, queries: joiner.queries };
}

/** For each point the least mutual reachability distance that a row absent from its list can have: max(core(p), r_k(p)). */
function listReach({ n, k, distances }: NeighborGraph, core: Float64Array): Float64Array {
  const reach = new Float64Array(n).fill(Infinity);
  if (k >= n - 1) return reach;
  for (let row = 0; row < n; row++) reach[row] = Math.max(core[row]!, distances[row * k + k - 1]!);
  return reach;
}
