import { explainPoints } from "./explain-points.js";
import { adviseSetting } from "./advise-setting.js";
import { cutClusters } from "./cut-clusters.js";
import { drawPicture } from "./draw-picture.js";
import { findNeighbors, findNeighborsRoughly } from "./find-neighbors.js";
import { findUncovered } from "./find-uncovered.js";
import { growKnownTree } from "./grow-known-tree.js";
import { growTree } from "./grow-tree.js";
import { layOut } from "./lay-out.js";
import { nameClusters } from "./name-clusters.js";
import { overlapClusters } from "./overlap-clusters.js";
import { offerRows, scanRows } from "./search-rows.js";
import { placePoints } from "./place-points.js";
import { softClusters } from "./soft-clusters.js";
import { sweepTree } from "./sweep-tree.js";

/** What worker threads can be asked to do: pure functions of their input. */
export const STAGE_TASKS = {
  findNeighbors,
  findNeighborsRoughly,
  growTree,
  growKnownTree,
  cutClusters,
  sweepTree,
  softClusters,
  placePoints,
  explainPoints,
  adviseSetting,
  nameClusters,
  findUncovered,
  drawPicture,
  layOut,
  overlapClusters,
  scanRows,
  offerRows,
};

export type TaskName = keyof typeof STAGE_TASKS;

export type StageTasks = {
  readonly [N in TaskName]: {
    readonly input: Parameters<(typeof STAGE_TASKS)[N]>[0];
    readonly output: Awaited<ReturnType<(typeof STAGE_TASKS)[N]>>;
  };
};
