import type { CondensedTree } from "./condensed-tree.js";
import type { ResolvedClusterOptions } from "./options.js";

const ROOT = 0;

export interface Selection {
  /** clusterCount flags: 1 for the clusters taken, of which none is inside another. */
  readonly selected: Uint8Array;
  /**
   * clusterCount excesses of mass. Under EOM a cluster that was outweighed by those inside it has their sum, which
   * counts when an epsilon takes it after all.
   */
  readonly mass: Float64Array;
}

/**
 * Chooses the flat clusters of a condensed tree (Campello, Moulavi and Sander 2013; epsilon: Malzer and Baum 2020). A
 * tree of nothing but the root has none, unless allowSingleCluster lets EOM take it. A cluster that parts at exactly
 * epsilon is not below it.
 *
 * @returns new arrays
 */
export function selectClusters(tree: CondensedTree, options: ResolvedClusterOptions): Selection {
  const { selection, epsilon, allowSingleCluster } = options;
  const { selected, mass } = selection === "EOM" ? excessOfMass(tree, options) : leaves(tree);
  const rootAlone = selected[ROOT] === 1;
  return {
    selected: epsilon > 0 && !rootAlone ? mergeBelow(tree, selected, epsilon, allowSingleCluster) : selected,
    mass,
  };
}

/**
 * Takes a cluster where its own excess of mass is at least that of the best choice inside it:
 *
 *     mass(C) = max(stability(C), sum of mass(child))
 */
function excessOfMass(tree: CondensedTree, { maxClusterSize, allowSingleCluster }: ResolvedClusterOptions): Selection {
  const { clusterCount, parent, size, stability } = tree;
  const mass = stability.slice();
  const preferred = new Uint8Array(clusterCount);
  // The children of a cluster are numbered one after the other.
  const firstChild = new Int32Array(clusterCount);
  const childCount = new Int32Array(clusterCount);
  for (let cluster = clusterCount - 1; cluster > 0; cluster--) {
    firstChild[parent[cluster]!] = cluster;
    childCount[parent[cluster]!]!++;
  }
  for (let cluster = clusterCount - 1; cluster >= (allowSingleCluster ? ROOT : ROOT + 1); cluster--) {
    const first = firstChild[cluster]!;
    const inside = sumAscending(mass.subarray(first, first + childCount[cluster]!));
    const points = cluster === ROOT ? lastingPoints(tree) : size[cluster]!;
    if (inside > stability[cluster]! || points > maxClusterSize) mass[cluster] = inside;
    else preferred[cluster] = 1;
  }
  return { selected: outermost(tree, preferred), mass };
}

/** The clusters that do not split; none when that is the root. */
function leaves({ clusterCount, parent, stability }: CondensedTree): Selection {
  const selected = new Uint8Array(clusterCount);
  for (let cluster = 1; cluster < clusterCount; cluster++) {
    selected[cluster] = 1;
    selected[parent[cluster]!] = 0;
  }
  return { selected, mass: stability };
}

/** Replaces each selected cluster that parted below epsilon by its nearest ancestor that did not. */
function mergeBelow(
  tree: CondensedTree,
  selected: Uint8Array,
  epsilon: number,
  allowSingleCluster: boolean,
): Uint8Array {
  const { clusterCount, parent, birth } = tree;
  const merged = new Uint8Array(clusterCount);
  for (let cluster = 1; cluster < clusterCount; cluster++) {
    if (selected[cluster] === 0) continue;
    let taken = cluster;
    while (birth[taken]! < epsilon && (allowSingleCluster || parent[taken] !== ROOT)) taken = parent[taken]!;
    merged[taken] = 1;
  }
  return outermost(tree, merged);
}

/** Drops the clusters that are inside others. */
function outermost({ clusterCount, parent }: CondensedTree, chosen: Uint8Array): Uint8Array {
  const selected = chosen.slice();
  const covered = new Uint8Array(clusterCount);
  covered[ROOT] = chosen[ROOT] ?? 0;
  for (let cluster = 1; cluster < clusterCount; cluster++) {
    const inside = covered[parent[cluster]!]!;
    if (inside === 1) selected[cluster] = 0;
    covered[cluster] = inside === 1 ? 1 : chosen[cluster]!;
  }
  return selected;
}

/** How many points the root would have as a cluster: those that stay until it ends. */
function lastingPoints({ pointDistance, death, leastDistance }: CondensedTree): number {
  const end = Math.max(death[ROOT]!, leastDistance);
  let count = 0;
  for (const distance of pointDistance) if (distance <= end) count++;
  return count;
}

/** Sums in an order that depends on the values alone. */
function sumAscending(values: Float64Array): number {
  let sum = 0;
  for (const value of values.slice().sort()) sum += value;
  return sum;
}
