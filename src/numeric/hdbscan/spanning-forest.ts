import { DisjointSet } from "../disjoint-set.js";
import type { NeighborGraph } from "../neighbor-graph.js";
import { EdgeList } from "./edge-list.js";
import { mutualReachability } from "./mutual-reachability.js";

const NONE = -1;

/**
 * The minimum spanning forest of mutual reachability over the symmetric neighbor graph: p and q share an edge when
 * either lists the other. Boruvka's algorithm (Boruvka 1926): in each round every component takes its lightest outgoing edge by
 * (weight, smaller row, larger row), a total order, so that the forest is one and no cycle can close.
 *
 * @param graph neighbor lists; not kept, not changed
 * @param core n core distances in the graph's unit; not kept, not changed
 * @returns a new list, owned by the caller: one edge less than rows for each component, ascending by (weight, from, to)
 */
export function minimumSpanningForest(graph: NeighborGraph, core: Float64Array): EdgeList {
  const { n, k, indices, distances } = graph;
  const forest = new EdgeList(Math.max(0, n - 1));
  const sets = new DisjointSet(n);
  const component = new Int32Array(n);
  const lightest = new Float64Array(n);
  const low = new Int32Array(n);
  const high = new Int32Array(n);
  // Rows that may still list a row of another component; the others are not scanned again.
  const open = new Int32Array(n);
  for (let row = 0; row < n; row++) open[row] = component[row] = row;
  let openCount = n;
  // By row: the first entry of its list, as a column, that may lead out of its component.
  const first = new Int32Array(n);

  const offer = (owner: number, weight: number, from: number, to: number): void => {
    if (weight > lightest[owner]!) return;
    if (weight === lightest[owner]! && low[owner]! !== NONE) {
      if (from > low[owner]! || (from === low[owner]! && to >= high[owner]!)) return;
    }
    lightest[owner] = weight;
    low[owner] = from;
    high[owner] = to;
  };

  for (let joined = true; joined;) {
    lightest.fill(Infinity);
    low.fill(NONE);
    let kept = 0;
    for (let i = 0; i < openCount; i++) {
      const row = open[i]!;
      const own = component[row]!;
      const ownCore = core[row]!;
      const end = row * k + k;
      let at = row * k + first[row]!;
      // What has joined stays joined, and the nearest join first.
      while (at < end && component[indices[at]!] === own) at++;
      first[row] = at - row * k;
      if (at < end) open[kept++] = row;
      for (; at < end; at++) {
        const other = indices[at]!;
        const theirs = component[other]!;
        if (theirs === own) continue;
        const reached = distances[at]! > ownCore ? distances[at]! : ownCore;
        // The other's core distance can only add to it, and lies elsewhere in memory.
        if (reached > lightest[own]! && reached > lightest[theirs]!) continue;
        const weight = mutualReachability(distances[at]!, ownCore, core[other]!);
        if (weight > lightest[own]! && weight > lightest[theirs]!) continue;
        const from = row < other ? row : other;
        const to = row < other ? other : row;
        offer(own, weight, from, to);
        offer(theirs, weight, from, to);
      }
    }
    openCount = kept;

    joined = false;
    for (let root = 0; root < n; root++) {
      if (low[root] === NONE || !sets.union(low[root]!, high[root]!)) continue;
      forest.push(low[root]!, high[root]!, lightest[root]!);
      joined = true;
    }
    if (joined) for (let row = 0; row < n; row++) component[row] = sets.find(row);
  }
  return forest.sorted();
}
