import { type ClusterSelection, type SweepPoint, turnsOver } from "../numeric/hdbscan/index.js";

/** One cluster with half of the documents or more hides what is in it. */
export const GIANT_SHARE = 0.5;

export interface PresentSetting {
  readonly minClusterSize: number;
  readonly selection: ClusterSelection;
}

/** How great a change of the present setting another one is: doublings of the size, one more for the other selection. */
export function changeOf(point: PresentSetting, present: PresentSetting): number {
  const doublings = Math.abs(Math.log2(point.minClusterSize / present.minClusterSize));
  return doublings + (point.selection === present.selection ? 0 : 1);
}

/**
 * The setting of a sweep nearest to the present one that makes several clusters, none of them a giant, and stands on no
 * cliff; null where there is none.
 *
 * @param mostNoise a setting with a larger share of noise is no answer
 */
export function stableSetting(
  points: readonly SweepPoint[],
  present: PresentSetting,
  mostNoise: number,
): SweepPoint | null {
  let best: SweepPoint | null = null;
  for (const point of points) {
    const { clusterCount, largestShare, noiseShare, cliff } = point;
    if (cliff || clusterCount < 2 || largestShare >= GIANT_SHARE || noiseShare > mostNoise) continue;
    const change = best === null ? -1 : changeOf(point, present) - changeOf(best, present);
    if (change < 0) best = point;
  }
  return best;
}

export function settingText({ minClusterSize, selection }: PresentSetting): string {
  return `minClusterSize ${minClusterSize}, selection ${selection}`;
}

/** @throws RangeError where the setting was not swept */
export function sweptPoint(points: readonly SweepPoint[], { minClusterSize, selection }: PresentSetting): SweepPoint {
  const point = points.find((each) => each.minClusterSize === minClusterSize && each.selection === selection);
  if (!point) throw new RangeError(`expected a sweep with minClusterSize ${minClusterSize}, ${selection}`);
  return point;
}

/** The neighbor of a swept setting that makes another picture of the documents; null where the setting is no cliff. */
export function beyondCliff(points: readonly SweepPoint[], present: PresentSetting): SweepPoint | null {
  const own = sweptPoint(points, present);
  const row = points.filter(({ selection }) => selection === own.selection);
  const at = row.indexOf(own);
  return [row[at + 1], row[at - 1]].find((other) => other !== undefined && turnsOver(own, other)) ?? null;
}
