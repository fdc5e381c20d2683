import { TopographError } from "../errors.js";
import type { ClusteringGoal } from "../insight/clustering-goal.js";
import { MAX_INT32, requireInteger, requireNumber } from "./limits.js";

/** What a clustering should come to, as it comes in: exactly one of the two. */
export interface GoalInput {
  readonly maxNoiseShare?: number | null;
  readonly clusterCount?: number | null;
}

/** @throws TopographError BAD_USER_INPUT */
export function toGoal(input: GoalInput | null | undefined): ClusteringGoal | null {
  if (!input) return null;
  const { maxNoiseShare, clusterCount } = input;
  if (typeof maxNoiseShare === "number" && typeof clusterCount !== "number") {
    return { maxNoiseShare: requireNumber("goal.maxNoiseShare", maxNoiseShare, 0, 1) };
  }
  if (typeof clusterCount === "number" && typeof maxNoiseShare !== "number") {
    return { clusterCount: requireInteger("goal.clusterCount", clusterCount, 1, MAX_INT32) };
  }
  throw new TopographError("BAD_USER_INPUT", "goal takes exactly one of maxNoiseShare and clusterCount.", {
    argument: "goal",
  });
}
