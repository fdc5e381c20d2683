import { type ClusteringGoal, chosenParams, meetGoal } from "../insight/clustering-goal.js";
import type { ClusteringParams, RunWarning } from "../runs/run-record.js";
import type { StageContext } from "./stages.js";
import { keepSweep, sweepStage } from "./sweep-stage.js";

/** On every grid, so that the grid is the same whatever size the search begins at. */
const SMALLEST = 2;

/** The parameters with the size and the selection that come nearest to the goal, and a warning where that is not near enough. */
export async function settingForGoal(
  context: StageContext,
  forest: string,
  present: ClusteringParams,
  goal: ClusteringGoal,
): Promise<{ readonly params: ClusteringParams; readonly warning: RunWarning | null }> {
  const points = await sweepStage(context, forest, { ...present, minClusterSize: SMALLEST });
  const outcome = meetGoal(points, goal, present);
  const { message } = outcome;
  const params = chosenParams(present, outcome);
  // A grid that holds the size anyway is the grid of a run with that size.
  if (params.maxClusterSize === present.maxClusterSize) await keepSweep(context.held, forest, params, points);
  return { params, warning: message === null ? null : { code: "GOAL_MISSED", message, suggestion: null } };
}
