import { condenseTree, type CondensedTree } from "./condensed-tree.js";
import type { Hierarchy } from "./hierarchy.js";
import { labelPoints, NOISE, type PointLabels } from "./label-points.js";
import { type ClusterOptions, resolveClusterOptions } from "./options.js";
import { selectClusters } from "./select-clusters.js";

/** A condensed tree and what was selected of it. */
export interface FlatClusters extends PointLabels {
  readonly condensed: CondensedTree;
  /** clusterCount excesses of mass; see `Selection`. */
  readonly mass: Float64Array;
  /** clusterCount labels of the condensed tree's clusters: that of the selected one that it is or lies in, else NOISE. */
  readonly labelOf: Int32Array;
}

/**
 * Condenses a hierarchy, selects and labels, with everything kept that later questions are answered from.
 *
 * @param hierarchy not kept, not changed
 * @throws RangeError for an option out of range
 */
export function flatClusters(hierarchy: Hierarchy, options: ClusterOptions): FlatClusters {
  const resolved = resolveClusterOptions(options);
  return selectFlat(condenseTree(hierarchy, resolved.minClusterSize, resolved.copies), options);
}

/**
 * The second half of `flatClusters`, for several selections of one condensed tree.
 *
 * @param condensed by the same minClusterSize and copies; kept, not changed
 */
export function selectFlat(condensed: CondensedTree, options: ClusterOptions): FlatClusters {
  const resolved = resolveClusterOptions(options);
  const { selected, mass } = selectClusters(condensed, resolved);
  // One point alone is no cluster, even where the root may be one.
  if (condensed.n === 1) selected[0] = 0;
  const labeled = labelPoints(condensed, selected, resolved.epsilon);
  const labelOf = new Int32Array(condensed.clusterCount).fill(NOISE);
  labeled.clusters.forEach((cluster, label) => (labelOf[cluster] = label));
  for (let cluster = 1; cluster < condensed.clusterCount; cluster++) {
    if (labelOf[cluster] === NOISE) labelOf[cluster] = labelOf[condensed.parent[cluster]!]!;
  }
  return { condensed, mass, labelOf, ...labeled };
}

/** Distances below the cap count as if they were it; see `CondensedTree.leastDistance`. */
export function lambdaOf(distance: number, { leastDistance }: CondensedTree): number {
  return 1 / Math.max(distance, leastDistance);
}
