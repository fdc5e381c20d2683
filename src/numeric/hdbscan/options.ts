/** EOM takes the clusters of the largest excess of mass, LEAF those that do not split any further. */
export type ClusterSelection = "EOM" | "LEAF";

/** How flat clusters are taken from a hierarchy; the names and meanings are those of Python `hdbscan` 0.8.44. */
export interface ClusterOptions {
  /** Fewest points that count as a cluster when a group splits; an integer >= 2. */
  readonly minClusterSize: number;
  /** Default EOM. */
  readonly selection?: ClusterSelection;
  /** Clusters that split off below this distance are given back to the one they split from; >= 0, default 0: none. */
  readonly epsilon?: number;
  /** EOM takes no cluster of more points; an integer >= 1, default null: no limit. LEAF and epsilon do not heed it. */
  readonly maxClusterSize?: number | null;
  /** Whether EOM, or LEAF with an epsilon, may take all points as the one cluster; default false. */
  readonly allowSingleCluster?: boolean;
  /**
   * What lambda = 1 / distance is for exact copies, whose distance is 0. CAPPED (default): at most 1 / (smallest positive
   * distance in the tree), so that a few copies do not outweigh everything around them. INFINITE: as in Python `hdbscan`;
   * then a cluster with copies in it is infinitely stable, its other members have probability 0, and all persistences are 1.
   */
  readonly copies?: "CAPPED" | "INFINITE";
}

export type ResolvedClusterOptions = Readonly<{
  minClusterSize: number;
  selection: ClusterSelection;
  epsilon: number;
  /** Infinity for no limit. */
  maxClusterSize: number;
  allowSingleCluster: boolean;
  copies: "CAPPED" | "INFINITE";
}>;

/**
 * Fills the defaults.
 *
 * @throws RangeError that names the option, what it should be and what it is
 */
export function resolveClusterOptions(options: ClusterOptions): ResolvedClusterOptions {
  const { minClusterSize, selection = "EOM", epsilon = 0, allowSingleCluster = false, copies = "CAPPED" } = options;
  const maxClusterSize = options.maxClusterSize ?? Infinity;
  if (!Number.isInteger(minClusterSize) || minClusterSize < 2) {
    throw new RangeError(`minClusterSize must be an integer of at least 2, got ${minClusterSize}`);
  }
  if (selection !== "EOM" && selection !== "LEAF") {
    throw new RangeError(`selection must be EOM or LEAF, got ${String(selection)}`);
  }
  if (!(epsilon >= 0 && epsilon < Infinity)) {
    throw new RangeError(`epsilon must be a finite distance of at least 0, got ${epsilon}`);
  }
  if (maxClusterSize !== Infinity && (!Number.isInteger(maxClusterSize) || maxClusterSize < 1)) {
    throw new RangeError(`maxClusterSize must be null or an integer of at least 1, got ${maxClusterSize}`);
  }
  if (copies !== "CAPPED" && copies !== "INFINITE") {
    throw new RangeError(`copies must be CAPPED or INFINITE, got ${String(copies)}`);
  }
  return { minClusterSize, selection, epsilon, maxClusterSize, allowSingleCluster, copies };
}
