import { DisjointSet } from "../disjoint-set.js";
import type { SpanningTree } from "./spanning-tree.js";

/**
 * The single-linkage tree of n points. Nodes 0..n-1 are the points; n..n+nodeCount-1 are merges in ascending order of
 * distance, so that children come before parents and the root last (with one point, the point is the root). Arrays over
 * merges are indexed by node - n.
 */
export interface Hierarchy {
  readonly n: number;
  /** Merges; n - 1 when every one joins two, fewer when edges of equal weight were joined at once; 0 for n < 2. */
  readonly nodeCount: number;
  /** nodeCount mutual reachability distances, ascending. */
  readonly distances: Float64Array;
  /** nodeCount numbers of points below. */
  readonly sizes: Int32Array;
  /** nodeCount + 1 places in `children`; those of merge v are children[childOffsets[v] .. childOffsets[v + 1]). */
  readonly childOffsets: Int32Array;
  /** n + nodeCount - 1 nodes: points and merges. */
  readonly children: Int32Array;
  /** The points such that those below any merge v are members[memberOffsets[v] .. memberOffsets[v] + sizes[v]). */
  readonly members: Int32Array;
  readonly memberOffsets: Int32Array;
}

export interface HierarchyOptions {
  /**
   * TOGETHER (default) joins all edges of equal weight at once, so that the hierarchy depends on the distances alone.
   * SEQUENTIAL joins one edge after the other as they stand, the group of `from` first, as Python `hdbscan` does; where
   * weights are equal, the result then depends on the order.
   */
  readonly ties?: "TOGETHER" | "SEQUENTIAL";
}

/**
 * Single linkage by Kruskal's order: the hierarchy in which the points below a merge at distance x are exactly those
 * connected by edges of weight <= x. Mutual reachability has many equal weights, because a point's core distance is
 * the weight of several edges; which of them a spanning tree holds, and in which order, is an accident of the rows. The
 * connected points at each distance are not.
 *
 * @param tree edges ascending by weight; not kept, not changed
 * @returns a new hierarchy
 * @throws RangeError when the tree does not span its points or is not ascending
 */
export function buildHierarchy(
  { n, from, to, weights }: SpanningTree,
  { ties = "TOGETHER" }: HierarchyOptions = {},
): Hierarchy {
  const edges = Math.max(0, n - 1);
  if (from.length !== edges || to.length !== edges || weights.length !== edges) {
    throw new RangeError(`a spanning tree of ${n} points has ${edges} edges, got ${from.length}`);
  }
  const sets = new DisjointSet(n);
  const distances = new Float64Array(edges);
  const sizes = new Int32Array(edges);
  let nodeCount = 0;
  // Each node but the root in the order in which it gets its parent, and that parent.
  const attached = new Int32Array(2 * edges);
  const parents = new Int32Array(2 * edges);
  let attachedCount = 0;
  // By root of a set: the node that stands for it, and the last groups of edges that touched and merged it.
  const nodeOf = new Int32Array(n);
  for (let point = 0; point < n; point++) nodeOf[point] = point;
  const touchedIn = new Int32Array(n);
  const mergedIn = new Int32Array(n);
  const merge = new Int32Array(n);
  const touched = new Int32Array(n);

  let start = 0;
  for (let group = 1; start < edges; group++) {
    const weight = weights[start]!;
    if (!(weight >= (start === 0 ? 0 : weights[start - 1]!)) || weight === Infinity) {
      throw new RangeError(`edge ${start} weighs ${weight}, expected finite weights in ascending order`);
    }
    let end = start + 1;
    if (ties === "TOGETHER") while (end < edges && weights[end] === weight) end++;

    let touchedCount = 0;
    for (let side = 2 * start; side < 2 * end; side++) {
      const point = (side & 1) === 0 ? from[side >> 1]! : to[side >> 1]!;
      if (!(point >= 0 && point < n)) throw new RangeError(`edge ${side >> 1} ends at ${point}, expected 0..${n - 1}`);
      const root = sets.find(point);
      if (touchedIn[root] === group) continue;
      touchedIn[root] = group;
      touched[touchedCount++] = root;
    }
    for (let edge = start; edge < end; edge++) {
      if (!sets.union(from[edge]!, to[edge]!)) throw new RangeError(`edge ${edge} closes a cycle`);
    }
    for (let i = 0; i < touchedCount; i++) {
      const root = sets.find(touched[i]!);
      if (mergedIn[root] !== group) {
        mergedIn[root] = group;
        merge[root] = nodeCount;
        distances[nodeCount] = weight;
        sizes[nodeCount] = sets.sizeOf(root);
        nodeCount++;
      }
      attached[attachedCount] = nodeOf[touched[i]!]!;
      parents[attachedCount++] = merge[root]!;
    }
    for (let i = 0; i < touchedCount; i++) {
      const root = sets.find(touched[i]!);
      nodeOf[root] = n + merge[root]!;
    }
    start = end;
  }

  const merges = { n, nodeCount, distances: distances.slice(0, nodeCount), sizes: sizes.slice(0, nodeCount) };
  const lists = listChildren(nodeCount, attached.subarray(0, attachedCount), parents);
  return { ...merges, ...lists, ...placeMembers({ ...merges, ...lists }) };
}

/** Groups the attached nodes by parent, a stable counting sort. */
function listChildren(nodeCount: number, attached: Int32Array, parents: Int32Array) {
  const childOffsets = new Int32Array(nodeCount + 1);
  for (let i = 0; i < attached.length; i++) childOffsets[parents[i]! + 1]!++;
  for (let node = 0; node < nodeCount; node++) childOffsets[node + 1]! += childOffsets[node]!;
  const next = childOffsets.slice();
  const children = new Int32Array(attached.length);
  for (let i = 0; i < attached.length; i++) children[next[parents[i]!]!++] = attached[i]!;
  return { childOffsets, children };
}

/** Lays the points out so that those below each merge stand side by side, from the root down. */
function placeMembers(tree: Omit<Hierarchy, "members" | "memberOffsets">) {
  const { n, nodeCount, sizes, childOffsets, children } = tree;
  const members = new Int32Array(n);
  const memberOffsets = new Int32Array(nodeCount);
  for (let node = nodeCount - 1; node >= 0; node--) {
    let place = memberOffsets[node]!;
    for (let at = childOffsets[node]!; at < childOffsets[node + 1]!; at++) {
      const child = children[at]!;
      if (child < n) {
        members[place++] = child;
      } else {
        memberOffsets[child - n] = place;
        place += sizes[child - n]!;
      }
    }
  }
  return { members, memberOffsets };
}
