import type { CondensedTree } from "./condensed-tree.js";
import { flatClusters } from "./flat-clusters.js";
import type { Hierarchy } from "./hierarchy.js";
import { NOISE } from "./label-points.js";
import type { ClusterOptions } from "./options.js";
import { outlierScores } from "./outlier-scores.js";

/** The clusters of the condensed tree without its points: one row for each but the root, parents before children. */
export interface ClusterTree {
  /** Numbers of the parents; 0 is the root. */
  readonly parent: Int32Array;
  /** Numbers of the clusters, 1, 2, ... */
  readonly child: Int32Array;
  /** Distances at which the children part from their parents, finite, >= 0. */
  readonly distance: Float64Array;
  /** Points of the children when they part. */
  readonly size: Int32Array;
  /** The label of a child that was selected, else -1. */
  readonly label: Int32Array;
}

export interface ClusterResult {
  readonly n: number;
  readonly clusterCount: number;
  readonly noiseCount: number;
  /** n labels: -1 for noise, else 0..clusterCount-1, the larger cluster first, among equals that with the smallest row. */
  readonly labels: Int32Array;
  /** n strengths of membership, 0..1; 0 for noise. */
  readonly probabilities: Float64Array;
  /** n GLOSH scores, 0..1, for members and noise alike. */
  readonly outlierScores: Float64Array;
  /** n distances at which the points leave the condensed tree; 0 for exact copies. */
  readonly leftAt: Float64Array;
  /** By label: the number of members, descending. */
  readonly sizes: Int32Array;
  /** By label: excess of mass over the largest there could be, that of as many points at the largest lambda of all. */
  readonly persistence: Float64Array;
  readonly tree: ClusterTree;
}

/**
 * Flat clusters from a hierarchy: condensed tree, selection, labels, probabilities, outlier scores. All results depend on
 * the distances alone; the order of rows decides only which of two clusters of equal size has the lower label.
 *
 * @param hierarchy not kept, not changed
 * @returns new arrays; none holds infinity or not-a-number
 * @throws RangeError for an option out of range
 */
export function extractClusters(hierarchy: Hierarchy, options: ClusterOptions): ClusterResult {
  const { condensed, mass, labels, probabilities, clusters, sizes } = flatClusters(hierarchy, options);
  let noiseCount = 0;
  for (const label of labels) if (label === NOISE) noiseCount++;
  return {
    n: condensed.n,
    clusterCount: clusters.length,
    noiseCount,
    labels,
    probabilities,
    outlierScores: outlierScores(condensed),
    leftAt: condensed.pointDistance,
    sizes,
    persistence: persistenceOf(condensed, clusters, sizes, mass),
    tree: clusterTree(condensed, clusters),
  };
}

/**
 *     persistence(C) = mass(C) / (size(C) * max lambda)
 *
 * As in Python `hdbscan`, 1 for every cluster when the largest lambda is infinite: without a cap, or where all is one point.
 */
export function persistenceOf(
  tree: CondensedTree,
  clusters: Int32Array,
  sizes: Int32Array,
  mass: Float64Array,
): Float64Array {
  let least = Infinity;
  for (const distance of tree.death) least = Math.min(least, distance);
  least = Math.max(least, tree.leastDistance);
  return Float64Array.from(clusters, (cluster, label) => (least > 0 ? (mass[cluster]! * least) / sizes[label]! : 1));
}

function clusterTree({ clusterCount, parent, birth, size }: CondensedTree, clusters: Int32Array): ClusterTree {
  const labels = new Int32Array(clusterCount).fill(NOISE);
  clusters.forEach((cluster, label) => (labels[cluster] = label));
  const child = new Int32Array(Math.max(0, clusterCount - 1));
  for (let row = 0; row < child.length; row++) child[row] = row + 1;
  return { parent: parent.slice(1), child, distance: birth.slice(1), size: size.slice(1), label: labels.slice(1) };
}
