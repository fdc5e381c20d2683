import { condenseTree } from "./condensed-tree.js";
import { persistenceOf } from "./extract-clusters.js";
import { selectFlat } from "./flat-clusters.js";
import type { Hierarchy } from "./hierarchy.js";
import { NOISE } from "./label-points.js";
import { type ClusterOptions, type ClusterSelection, resolveClusterOptions } from "./options.js";

/** What one setting makes of the points. */
export interface SweepPoint {
  readonly minClusterSize: number;
  readonly selection: ClusterSelection;
  readonly clusterCount: number;
  readonly noiseShare: number;
  /** Mean persistence of the clusters, 0..1; 0 where there are none. */
  readonly persistence: number;
  /** Share of all points in the largest cluster. */
  readonly largestShare: number;
  /** Whether the next smaller or larger size of the sweep makes another picture; see `turnsOver`. */
  readonly cliff: boolean;
}

export const SWEEP_SIZES = 64;
export const SELECTIONS: readonly ClusterSelection[] = ["EOM", "LEAF"];

/**
 * The grid of a sweep: at most 64 sizes from 2 to n / 2, above which nothing splits, each about as many times larger than
 * the one before.
 *
 * @param own a size that must be among them, also a larger one; where the grid is full, it takes the place of the nearest
 * @returns ascending, distinct; never empty
 */
export function sweepSizes(n: number, own?: number): number[] {
  const largest = Math.max(2, Math.floor(n / 2));
  const step = (largest / 2) ** (1 / (SWEEP_SIZES - 1));
  const sizes = [...new Set(Array.from({ length: SWEEP_SIZES }, (_, i) => Math.round(2 * step ** i)))];
  if (own === undefined || sizes.includes(own)) return sizes;
  if (sizes.length === SWEEP_SIZES) {
    const distance = (size: number): number => Math.abs(Math.log(size / own));
    sizes.splice(sizes.indexOf(sizes.reduce((a, b) => (distance(b) < distance(a) ? b : a))), 1);
  }
  return [...sizes, own].sort((a, b) => a - b);
}

/**
 * What each of some sizes makes of a hierarchy, under both selections.
 *
 * @param sizes ascending integers >= 2
 * @param options all others than those that are swept
 * @returns sizes.length points under EOM, then as many under LEAF, each in the order of `sizes`
 * @throws RangeError for an option out of range
 */
export function sweepClusters(
  hierarchy: Hierarchy,
  sizes: readonly number[],
  options: Omit<ClusterOptions, "minClusterSize" | "selection">,
): SweepPoint[] {
  const bySelection = SELECTIONS.map(() => new Array<SweepPoint>());
  for (const minClusterSize of sizes) {
    const { copies } = resolveClusterOptions({ ...options, minClusterSize });
    const condensed = condenseTree(hierarchy, minClusterSize, copies);
    SELECTIONS.forEach((selection, which) => {
      const flat = selectFlat(condensed, { ...options, minClusterSize, selection });
      const { labels, clusters, sizes: members, mass } = flat;
      let noise = 0;
      for (const label of labels) if (label === NOISE) noise++;
      const persistence = persistenceOf(condensed, clusters, members, mass);
      const n = Math.max(1, condensed.n);
      bySelection[which]!.push({
        minClusterSize,
        selection,
        clusterCount: clusters.length,
        noiseShare: noise / n,
        persistence: persistence.reduce((sum, each) => sum + each, 0) / Math.max(1, persistence.length),
        largestShare: (members[0] ?? 0) / n,
        cliff: false,
      });
    });
  }
  return bySelection.flatMap(markCliffs);
}

/** Points of one selection, by ascending size. */
function markCliffs(points: readonly SweepPoint[]): SweepPoint[] {
  return points.map((point, i) => {
    const beside = [points[i - 1], points[i + 1]];
    return { ...point, cliff: beside.some((other) => other !== undefined && turnsOver(point, other)) };
  });
}

/** From here on a step from one size to the next has moved the points to elsewhere. */
const SHARE_STEP = 0.25;
/** So many times as many clusters are another picture, where there are several. */
const COUNT_STEP = 4;
const SEVERAL = 8;

/**
 * Whether two neighboring settings make different pictures of the points: the share of the largest cluster or of noise
 * differs by a quarter of all points, or one has four times as many clusters and at least eight.
 */
export function turnsOver(a: SweepPoint, b: SweepPoint): boolean {
  const [few, many] =
    a.clusterCount < b.clusterCount ? [a.clusterCount, b.clusterCount] : [b.clusterCount, a.clusterCount];
  return (
    Math.abs(a.largestShare - b.largestShare) >= SHARE_STEP ||
    Math.abs(a.noiseShare - b.noiseShare) >= SHARE_STEP ||
    (many >= SEVERAL && many >= COUNT_STEP * few)
  );
}
