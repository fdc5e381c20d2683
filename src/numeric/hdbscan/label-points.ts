import type { CondensedTree } from "./condensed-tree.js";

export const NOISE = -1;

export interface PointLabels {
  /** n labels, NOISE or 0..clusterCount-1: the larger cluster first, among equals that with the smallest member row. */
  readonly labels: Int32Array;
  /** n strengths of membership, 0..1; 0 for noise. */
  readonly probabilities: Float64Array;
  /** For each label the cluster of the condensed tree. */
  readonly clusters: Int32Array;
  /** For each label the number of members, descending. */
  readonly sizes: Int32Array;
}

/**
 * Gives each point the selected cluster around the one in which it was last, if there is one.
 *
 * The root, selected as the only cluster, keeps the points that leave it last; with an epsilon those that leave at
 * epsilon or below. A cluster that is left without points has no label.
 *
 * As Python `hdbscan` 0.8.44 labels them; errors are those of the stages before it.
 *
 * @param tree condensed tree of n points; not changed
 * @param selected clusterCount flags; no selected cluster inside another; not changed
 * @param epsilon a distance, 0 for none
 * @returns new arrays
 */
export function labelPoints(tree: CondensedTree, selected: Uint8Array, epsilon: number): PointLabels {
  const { n, clusterCount, parent, pointCluster, pointDistance, death, leastDistance } = tree;
  const owner = new Int32Array(clusterCount);
  for (let cluster = 0; cluster < clusterCount; cluster++) {
    owner[cluster] = selected[cluster] === 1 ? cluster : cluster === 0 ? NOISE : owner[parent[cluster]!]!;
  }
  const rootReach = epsilon > 0 ? epsilon : Math.max(death[0] ?? 0, leastDistance);
  const pointOwner = new Int32Array(n);
  const count = new Int32Array(clusterCount);
  const firstMember = new Int32Array(clusterCount).fill(n);
  for (let point = 0; point < n; point++) {
    let cluster = owner[pointCluster[point]!]!;
    if (cluster === 0 && pointDistance[point]! > rootReach) cluster = NOISE;
    pointOwner[point] = cluster;
    if (cluster === NOISE) continue;
    count[cluster]!++;
    if (firstMember[cluster] === n) firstMember[cluster] = point;
  }

  const used = Int32Array.from(count.keys()).filter((cluster) => count[cluster]! > 0);
  const clusters = used.sort((a, b) => count[b]! - count[a]! || firstMember[a]! - firstMember[b]!);
  const labelOf = new Int32Array(clusterCount).fill(NOISE);
  clusters.forEach((cluster, label) => (labelOf[cluster] = label));

  const labels = new Int32Array(n).fill(NOISE);
  const probabilities = new Float64Array(n);
  for (let point = 0; point < n; point++) {
    const cluster = pointOwner[point]!;
    if (cluster === NOISE) continue;
    labels[point] = labelOf[cluster]!;
    // lambda(point) / lambda(end of the cluster), at most 1; without a cap 0 beside exact copies, whose lambda is infinite
    const distance = pointDistance[point]!;
    const end = Math.max(death[cluster]!, leastDistance);
    probabilities[point] = distance <= end ? 1 : end / distance;
  }
  return { labels, probabilities, clusters, sizes: clusters.map((cluster) => count[cluster]!) };
}
