import type { Hierarchy } from "./hierarchy.js";

/**
 * The hierarchy reduced to groups of at least minClusterSize points (Campello, Moulavi and Sander 2013). Read from the
 * root down, a cluster lives on while its merges lose only smaller groups, and ends where two or more large ones part,
 * which are then clusters of their own, or where none is left. Clusters are numbered 0..clusterCount-1 level by level:
 * the root is 0, parents come before children. Densities are kept as distances; lambda is 1 / distance, at most
 * 1 / leastDistance.
 */
export interface CondensedTree {
  readonly n: number;
  /** 0 for no points, else at least 1. */
  readonly clusterCount: number;
  /** n clusters: that which each point was in last. */
  readonly pointCluster: Int32Array;
  /** n distances at which the points left them; 0 for exact copies (and for a single point). */
  readonly pointDistance: Float64Array;
  /** clusterCount parents, -1 for the root. */
  readonly parent: Int32Array;
  /** clusterCount distances at which the clusters parted from their parents; Infinity for the root. */
  readonly birth: Float64Array;
  /** clusterCount distances of the last merge that the clusters went through, at which they end. */
  readonly death: Float64Array;
  /**
   * Lambda is capped at 1 / this distance: smaller ones, which are those between exact copies, count as if they were it.
   * The smallest positive distance of the hierarchy; 0 for no cap.
   */
  readonly leastDistance: number;
  /** clusterCount numbers of points at birth. */
  readonly size: Int32Array;
  /**
   * clusterCount excesses of mass: the sum over the points that leave a cluster, alone or in a child cluster, of
   * lambda(leaving) - lambda(birth). Infinity where points leave at distance 0 and there is no cap.
   */
  readonly stability: Float64Array;
}

/**
 * The condensed tree of a hierarchy; see `CondensedTree` for its arrays and their source.
 *
 * @param hierarchy of n points; not kept, not changed
 * @param minClusterSize integer >= 2, checked by `resolveClusterOptions`; the root is not held against it
 * @param copies CAPPED (default) or INFINITE, see `ClusterOptions`
 * @returns a new tree; equal to the bit for any order of the rows but for the numbers of clusters on one level
 */
export function condenseTree(
  hierarchy: Hierarchy,
  minClusterSize: number,
  copies: "CAPPED" | "INFINITE" = "CAPPED",
): CondensedTree {
  const { n, nodeCount, distances, sizes, childOffsets, children } = hierarchy;
  const pointCluster = new Int32Array(n);
  const pointDistance = new Float64Array(n);
  // Each split takes 2 * minClusterSize points or more, so there are fewer clusters than this.
  const most = n === 0 ? 0 : 1 + Math.ceil((2 * n) / minClusterSize);
  const parent = new Int32Array(most).fill(-1);
  const birth = new Float64Array(most).fill(Infinity);
  const death = new Float64Array(most);
  const size = new Int32Array(most);
  const stability = new Float64Array(most);
  const leastDistance = copies === "CAPPED" ? (distances.find((distance) => distance > 0) ?? 0) : 0;
  let clusterCount = n === 0 ? 0 : 1;
  if (n > 0) size[0] = n;

  // The merges still to be looked at, first in first out: each inside the cluster beside it.
  const queue = new Int32Array(nodeCount);
  const queueCluster = new Int32Array(nodeCount);
  let queued = 0;
  if (nodeCount > 0) queue[queued++] = nodeCount - 1;
  for (let next = 0; next < queued; next++) {
    const node = queue[next]!;
    const cluster = queueCluster[next]!;
    const distance = distances[node]!;
    const firstChild = childOffsets[node]!;
    const endChild = childOffsets[node + 1]!;
    let large = 0;
    let largeSize = 0;
    for (let at = firstChild; at < endChild; at++) {
      const child = children[at]!;
      if (child < n || sizes[child - n]! < minClusterSize) continue;
      large++;
      largeSize += sizes[child - n]!;
    }
    for (let at = firstChild; at < endChild; at++) {
      const child = children[at]!;
      if (child >= n && sizes[child - n]! >= minClusterSize) {
        let owner = cluster;
        if (large > 1) {
          owner = clusterCount++;
          parent[owner] = cluster;
          birth[owner] = distance;
          size[owner] = sizes[child - n]!;
        }
        queue[queued] = child - n;
        queueCluster[queued++] = owner;
      } else {
        leave(hierarchy, child, cluster, distance, pointCluster, pointDistance);
      }
    }
    death[cluster] = distance;
    // stability(C) = sum over the points that leave C of 1 / distance(leaving) - 1 / distance(birth), outermost first
    const leaving = large === 1 ? sizes[node]! - largeSize : sizes[node]!;
    const reached = Math.max(distance, leastDistance);
    if (reached < birth[cluster]!) stability[cluster]! += leaving * (1 / reached - 1 / birth[cluster]!);
  }
  return {
    n,
    clusterCount,
    pointCluster,
    pointDistance,
    leastDistance,
    parent: parent.slice(0, clusterCount),
    birth: birth.slice(0, clusterCount),
    death: death.slice(0, clusterCount),
    size: size.slice(0, clusterCount),
    stability: stability.slice(0, clusterCount),
  };
}

/** Notes for all points below a node, or for the point that it is, that they leave the cluster at a distance. */
function leave(
  { n, sizes, members, memberOffsets }: Hierarchy,
  node: number,
  cluster: number,
  distance: number,
  pointCluster: Int32Array,
  pointDistance: Float64Array,
): void {
  if (node < n) {
    pointCluster[node] = cluster;
    pointDistance[node] = distance;
    return;
  }
  const start = memberOffsets[node - n]!;
  for (let at = start, end = start + sizes[node - n]!; at < end; at++) {
    pointCluster[members[at]!] = cluster;
    pointDistance[members[at]!] = distance;
  }
}
