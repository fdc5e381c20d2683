import type { CondensedTree } from "./condensed-tree.js";

/**
 * GLOSH outlier scores (Campello, Moulavi, Zimek and Sander 2015): how much thinner the place is at which a point left
 * its cluster than the densest place in that cluster or inside it.
 *
 *     score(p) = 1 - lambda(p) / max lambda in the cluster = 1 - (least distance in the cluster) / distance(p)
 *
 * 0 for a point in the densest place, near 1 for an outlier. Lambda is capped as the tree says. Without a cap Python
 * `hdbscan` gives not-a-number beside exact copies, where the largest lambda is infinite; this is 1, the limit.
 *
 * @returns n scores, 0..1; the caller owns them
 */
export function outlierScores({
  n,
  clusterCount,
  pointCluster,
  pointDistance,
  parent,
  death,
  leastDistance,
}: CondensedTree): Float64Array {
  const densest = death.slice();
  for (let cluster = clusterCount - 1; cluster > 0; cluster--) {
    const around = parent[cluster]!;
    if (densest[cluster]! < densest[around]!) densest[around] = densest[cluster]!;
  }
  const scores = new Float64Array(n);
  for (let point = 0; point < n; point++) {
    const distance = pointDistance[point]!;
    const nearest = Math.max(densest[pointCluster[point]!]!, leastDistance);
    if (distance > nearest) scores[point] = 1 - nearest / distance;
  }
  return scores;
}
