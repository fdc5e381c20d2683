import type { PipelineStage } from "../runs/run-record.js";

/** Shares of a run's time, roughly, so that progress moves evenly; those of stages that a run skips go to the others. */
const WEIGHTS: Readonly<Record<PipelineStage, number>> = {
  SNAPSHOT: 4,
  NEIGHBORS: 18,
  FOREST: 8,
  CLUSTERS: 3,
  LABELS: 6,
  LAYOUT: 60,
  PUBLISH: 1,
};

export function overallProgress(stages: readonly PipelineStage[], stage: PipelineStage, share: number): number {
  let before = 0;
  let total = 0;
  for (const each of stages) {
    if (stages.indexOf(each) < stages.indexOf(stage)) before += WEIGHTS[each];
    total += WEIGHTS[each];
  }
  return Math.min(1, (before + WEIGHTS[stage] * share) / total);
}
