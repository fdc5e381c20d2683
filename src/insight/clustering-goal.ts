import type { SweepPoint } from "../numeric/hdbscan/index.js";
import { changeOf, GIANT_SHARE, type PresentSetting, settingText } from "./swept-setting.js";

/** What a clustering should come to; exactly one of the two. */
export type ClusteringGoal = { readonly maxNoiseShare: number } | { readonly clusterCount: number };

export interface GoalOutcome {
  readonly point: SweepPoint;
  readonly reached: boolean;
  /** What the nearest is and why, where the goal is not reached, or only by one cluster of nearly everything. */
  readonly message: string | null;
}

/**
 * The setting of a sweep that comes nearest to a goal. Among equally near ones those without a giant cluster are
 * preferred, then the smallest change of the present setting, then the least noise.
 *
 * @param points of a whole sweep, not empty
 */
export function meetGoal(points: readonly SweepPoint[], goal: ClusteringGoal, present: PresentSetting): GoalOutcome {
  const point = points.reduce((best, each) => (before(each, best, goal, present) < 0 ? each : best));
  const reached = missedBy(point, goal) === 0;
  return { point, reached, message: messageOf(points, point, goal, reached) };
}

/** The parameters with the setting chosen; LEAF has no limit of sizes. */
export function chosenParams<P extends PresentSetting & { readonly maxClusterSize: number | null }>(
  params: P,
  { point: { minClusterSize, selection } }: GoalOutcome,
): P {
  const maxClusterSize = selection === "LEAF" ? null : params.maxClusterSize;
  return { ...params, minClusterSize, selection, maxClusterSize };
}

/** How far a setting is from the goal; 0 where it is reached. A sweep without clusters reaches nothing. */
function missedBy({ clusterCount, noiseShare }: SweepPoint, goal: ClusteringGoal): number {
  return "clusterCount" in goal
    ? Math.abs(clusterCount - goal.clusterCount)
    : Math.max(0, noiseShare - goal.maxNoiseShare);
}

function messageOf(
  points: readonly SweepPoint[],
  point: SweepPoint,
  goal: ClusteringGoal,
  reached: boolean,
): string | null {
  const setting = settingText(point);
  const sizes = points.map(({ minClusterSize }) => minClusterSize);
  const grid = `minClusterSize ${Math.min(...sizes)} to ${Math.max(...sizes)} under EOM and LEAF`;
  if (reached) {
    if (point.largestShare < GIANT_SHARE || !("maxNoiseShare" in goal)) return null;
    return `Of ${grid}, only settings with one cluster of half of the documents or more have so little noise.`;
  }
  if ("clusterCount" in goal) {
    const counts = points.map(({ clusterCount }) => clusterCount);
    const most = Math.max(...counts);
    const why = goal.clusterCount > most ? `none makes more than ${most}` : `none makes just ${goal.clusterCount}`;
    return `Of ${grid}, ${why} clusters; the nearest is ${point.clusterCount}, at ${setting}.`;
  }
  return (
    `Of ${grid}, none leaves at most ${percent(goal.maxNoiseShare)} of the documents in no cluster; the nearest is ` +
    `${percent(point.noiseShare)}, at ${setting}. Fewer minSamples make less noise.`
  );
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10}%`;
}

/** Negative where the first setting is the better answer to a goal. */
function before(a: SweepPoint, b: SweepPoint, goal: ClusteringGoal, present: PresentSetting): number {
  return (
    missedBy(a, goal) - missedBy(b, goal) ||
    Number(a.largestShare >= GIANT_SHARE) - Number(b.largestShare >= GIANT_SHARE) ||
    changeOf(a, present) - changeOf(b, present) ||
    a.noiseShare - b.noiseShare
  );
}
