import { DisjointSet } from "../numeric/disjoint-set.js";
import { optimalAssignment } from "../numeric/optimal-assignment.js";
import type { ClusterOverlap, SharedMembers } from "./cluster-overlap.js";

/** One common document may be chance. */
export const MIN_SHARED = 2;
/** Of the documents that either of the two holds, both must hold so many. */
export const MIN_COMMON_SHARE = 0.25;

/**
 * Which later cluster goes on with which earlier one. All shares count documents that both clusterings have seen, so that
 * neither what has come since nor what has left the window weighs against a pair. Two clusters may be paired if they have
 * MIN_SHARED members in common and these are MIN_COMMON_SHARE of the members of either; among the pairs that may be made,
 * those are made that together keep the most documents (optimal assignment), each cluster in one pair at most.
 *
 * @param mayMatch leaves out pairs that are decided otherwise
 * @returns by label of the later clustering: the label of the earlier cluster, or -1
 */
export function matchClusters(
  overlap: ClusterOverlap,
  mayMatch: (pair: SharedMembers) => boolean = () => true,
): Int32Array {
  const matched = new Int32Array(overlap.after.length).fill(-1);
  const eligible = overlap.pairs.filter((pair) => isSameTopic(overlap, pair) && mayMatch(pair));
  for (const group of connectedPairs(overlap, eligible)) {
    const rows = distinct(group.map(({ before }) => before));
    const columns = distinct(group.map(({ after }) => after));
    const weights = new Float64Array(rows.length * columns.length);
    for (const { before, after, shared } of group) {
      weights[rows.indexOf(before) * columns.length + columns.indexOf(after)] = shared;
    }
    optimalAssignment(rows.length, columns.length, weights).forEach((column, row) => {
      const [before, after] = [rows[row], columns[column]];
      if (before !== undefined && after !== undefined) matched[after] = before;
    });
  }
  return matched;
}

function isSameTopic({ before, after }: ClusterOverlap, pair: SharedMembers): boolean {
  const either = (before[pair.before] ?? 0) + (after[pair.after] ?? 0) - pair.shared;
  return pair.shared >= MIN_SHARED && pair.shared >= MIN_COMMON_SHARE * either;
}

/** Pairs that hang together by clusters; each group is decided by itself, which keeps the assignments small. */
function connectedPairs({ before, after }: ClusterOverlap, pairs: readonly SharedMembers[]): Iterable<SharedMembers[]> {
  const sets = new DisjointSet(before.length + after.length);
  for (const pair of pairs) sets.union(pair.before, before.length + pair.after);
  const groups = new Map<number, SharedMembers[]>();
  for (const pair of pairs) {
    const root = sets.find(pair.before);
    const group = groups.get(root);
    if (group) group.push(pair);
    else groups.set(root, [pair]);
  }
  return groups.values();
}

function distinct(labels: readonly number[]): number[] {
  return [...new Set(labels)].sort((a, b) => a - b);
}
