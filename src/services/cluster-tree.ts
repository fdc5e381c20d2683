import { NOISE } from "./clustering-result.js";

/** The condensed tree of a run without its documents: one row a cluster but the root, parents before children. */
export interface ClusterTreeColumns {
  /** Numbers of the parents; 0 is the root. */
  readonly parent: Int32Array;
  readonly child: Int32Array;
  /** Distances at which the children part from their parents. */
  readonly distance: Float64Array;
  readonly size: Int32Array;
  /** The label of a child that was selected, else NOISE. */
  readonly label: Int32Array;
}

/** As many rows as an icicle plot can show. */
export const MAX_TREE_ROWS = 5000;

/**
 * The rows of children with at least `minSize` documents. Without it, or where there are too many, the smallest size that
 * leaves no more than `MAX_TREE_ROWS`. A parent is never smaller than its child, so that what is left is a tree.
 */
export function treeRows({ size }: ClusterTreeColumns, minSize: number | null): number[] {
  const descending = size.slice().sort().reverse();
  const tooMany = descending.length > MAX_TREE_ROWS ? (descending[MAX_TREE_ROWS] ?? 0) + 1 : 0;
  const least = Math.max(minSize ?? 0, tooMany);
  return Array.from(size.keys()).filter((row) => (size[row] ?? 0) >= least);
}

export interface NearCluster {
  readonly label: number;
  readonly distance: number;
}

/**
 * The clusters that one meets first as the tree is read upwards, nearest first, ties by label: `distance` is that of the
 * merge which holds both.
 */
export function nearestClusters({ parent, distance, label }: ClusterTreeColumns, own: number): NearCluster[] {
  // Node 0 is the root; row r stands for node r + 1.
  const nodeCount = label.length + 1;
  const meetsAt = new Float64Array(nodeCount).fill(NaN);
  for (let node = label.indexOf(own) + 1; node > 0; node = parent[node - 1] ?? 0) {
    // Whoever is below the parent and not below this node meets it where this node parts.
    meetsAt[parent[node - 1] ?? 0] = distance[node - 1] ?? NaN;
  }
  const found: NearCluster[] = [];
  for (let node = 1; node < nodeCount; node++) {
    if (Number.isNaN(meetsAt[node])) meetsAt[node] = meetsAt[parent[node - 1] ?? 0] ?? NaN;
    const other = label[node - 1] ?? NOISE;
    if (other !== NOISE && other !== own) found.push({ label: other, distance: meetsAt[node] ?? NaN });
  }
  return found.sort((a, b) => a.distance - b.distance || a.label - b.label);
}
