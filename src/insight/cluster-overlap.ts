/** One clustering of named documents: row i is document `keys[i]`; negative labels are noise. */
export interface Labeling {
  readonly keys: readonly string[];
  readonly labels: Int32Array;
  readonly clusterCount: number;
}

/** How two clusterings share the documents that both have seen; what only one has seen counts nowhere. */
export interface ClusterOverlap {
  /** Documents in both. */
  readonly documents: number;
  /** By label of the earlier clustering: members that are in both. */
  readonly before: Int32Array;
  /** By label of the later clustering: members that are in both. */
  readonly after: Int32Array;
  /** Pairs of clusters with a common member, by (before, after). */
  readonly pairs: readonly SharedMembers[];
  /** Adjusted Rand index of the two, noise being one group more in each. */
  readonly agreement: number;
}

export interface SharedMembers {
  readonly before: number;
  readonly after: number;
  readonly shared: number;
}

export function clusterOverlap(before: Labeling, after: Labeling): ClusterOverlap {
  const rowOf = new Map(before.keys.map((key, row) => [key, row]));
  const width = after.clusterCount + 1;
  const beforeGroups = new Int32Array(before.clusterCount + 1);
  const afterGroups = new Int32Array(width);
  // Labels are moved up by one, so that noise is group 0.
  const cells = new Map<number, number>();
  let documents = 0;
  after.keys.forEach((key, row) => {
    const earlier = rowOf.get(key);
    if (earlier === undefined) return;
    const from = (before.labels[earlier] ?? -1) + 1;
    const to = (after.labels[row] ?? -1) + 1;
    documents++;
    beforeGroups[from] = (beforeGroups[from] ?? 0) + 1;
    afterGroups[to] = (afterGroups[to] ?? 0) + 1;
    const cell = from * width + to;
    cells.set(cell, (cells.get(cell) ?? 0) + 1);
  });
  const pairs: SharedMembers[] = [];
  for (const [cell, shared] of [...cells].sort(([a], [b]) => a - b)) {
    const [from, to] = [Math.floor(cell / width), cell % width];
    if (from > 0 && to > 0) pairs.push({ before: from - 1, after: to - 1, shared });
  }
  const agreement = adjustedRandIndex(documents, cells.values(), beforeGroups, afterGroups);
  return { documents, before: beforeGroups.subarray(1), after: afterGroups.subarray(1), pairs, agreement };
}

/** Hubert and Arabie 1985, "Comparing partitions"; 1 where there is nothing to disagree about, as in scikit-learn. */
function adjustedRandIndex(n: number, cells: Iterable<number>, rows: Int32Array, columns: Int32Array): number {
  const together = sumOfPairs(cells);
  const [inRows, inColumns] = [sumOfPairs(rows), sumOfPairs(columns)];
  const expected = n < 2 ? 0 : (inRows * inColumns) / pairsOf(n);
  const most = (inRows + inColumns) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}

function sumOfPairs(sizes: Iterable<number>): number {
  let sum = 0;
  for (const size of sizes) sum += pairsOf(size);
  return sum;
}

function pairsOf(size: number): number {
  return (size * (size - 1)) / 2;
}
