import { type FlatClusters, flatClusters, selectFlat } from "./flat-clusters.js";
import type { Hierarchy } from "./hierarchy.js";
import { NOISE } from "./label-points.js";
import type { ClusterOptions, ClusterSelection } from "./options.js";

/** A change of one option after which a point that was noise is in a cluster. */
export type JoinChange =
  | { readonly parameter: "minClusterSize" | "epsilon"; readonly value: number }
  | { readonly parameter: "selection"; readonly value: ClusterSelection };

/** The smallest epsilon is raised by so much, relative, that it is beyond the split and not on it. */
const BEYOND = 2 ** -40;

/**
 * For each noise point the smallest change of each of three options, alone, that takes it into a cluster; every one given
 * was tried. Of minClusterSize the nearest by ratio among the sizes given, the smaller of equally near ones; the smallest
 * epsilon at which a cluster around the point is taken in place of those inside it; the other selection.
 *
 * @param hierarchy not kept, not changed
 * @param options the present ones
 * @param points rows; those that are no noise get no change
 * @param sizes that are tried
 * @returns one list a point, in the order above
 * @throws RangeError for an option out of range
 */
export function joinsWhen(
  hierarchy: Hierarchy,
  options: ClusterOptions,
  points: readonly number[],
  sizes: readonly number[],
): JoinChange[][] {
  const present = flatClusters(hierarchy, options);
  const changes = points.map(() => new Array<JoinChange>());
  const noise = [...points.keys()].filter((at) => present.labels[points[at]!] === NOISE);
  if (noise.length === 0) return changes;

  let open = noise;
  for (const value of byChange(sizes, options.minClusterSize)) {
    const { labels } = flatClusters(hierarchy, { ...options, minClusterSize: value });
    for (const at of open) if (labels[points[at]!] !== NOISE) changes[at]!.push({ parameter: "minClusterSize", value });
    open = open.filter((at) => labels[points[at]!] === NOISE);
    if (open.length === 0) break;
  }

  const byEpsilon = new Map<number, Int32Array>();
  const labelsAt = (epsilon: number): Int32Array => {
    const labels = byEpsilon.get(epsilon) ?? selectFlat(present.condensed, { ...options, epsilon }).labels;
    byEpsilon.set(epsilon, labels);
    return labels;
  };
  for (const at of noise) {
    const value = smallestEpsilon(epsilons(present, points[at]!, options.epsilon ?? 0), points[at]!, labelsAt);
    if (value !== null) changes[at]!.push({ parameter: "epsilon", value });
  }

  const selection: ClusterSelection = options.selection === "LEAF" ? "EOM" : "LEAF";
  const { labels } = selectFlat(present.condensed, { ...options, selection });
  for (const at of noise) {
    if (labels[points[at]!] !== NOISE) changes[at]!.push({ parameter: "selection", value: selection });
  }
  return changes;
}

/** All sizes but the present one, the nearest by ratio first. */
function byChange(sizes: readonly number[], present: number): number[] {
  const change = (size: number): number => Math.abs(Math.log(size / present));
  return sizes.filter((size) => size !== present).sort((a, b) => change(a) - change(b) || a - b);
}

/**
 * An epsilon gives a selected cluster back to the nearest one around it that parted beyond epsilon. So a cluster around
 * the point is taken just beyond where those next inside it part. Ascending.
 */
function epsilons({ condensed }: FlatClusters, point: number, present: number): number[] {
  const { clusterCount, parent, birth, pointCluster } = condensed;
  const around = new Set<number>();
  for (let cluster = pointCluster[point]!; cluster >= 0; cluster = parent[cluster]!) around.add(cluster);
  const values = new Set<number>();
  for (let cluster = 1; cluster < clusterCount; cluster++) {
    if (around.has(parent[cluster]!)) values.add(birth[cluster]! * (1 + BEYOND));
  }
  return [...values].filter((value) => value > present).sort((a, b) => a - b);
}

/** What an epsilon takes in, a larger one takes in too: so halving finds the smallest. */
function smallestEpsilon(
  ascending: readonly number[],
  point: number,
  labelsAt: (epsilon: number) => Int32Array,
): number | null {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (labelsAt(ascending[middle]!)[point] === NOISE) low = middle + 1;
    else high = middle;
  }
  return ascending[low] ?? null;
}
