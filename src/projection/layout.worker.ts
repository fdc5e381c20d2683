import { parentPort, workerData } from "node:worker_threads";
import { StageStopped } from "../numeric/stage-hooks.js";
import { type ExchangeMemory, LayoutExchange, type LayoutPlan, optimizeShare } from "../numeric/umap/index.js";

export interface LayoutShare {
  readonly plan: LayoutPlan;
  readonly memory: ExchangeMemory;
  readonly worker: number;
}

const { plan, memory, worker } = workerData as LayoutShare;
let stopped = false;
try {
  optimizeShare(plan, new LayoutExchange(memory), { worker, workers: memory.workers });
} catch (error) {
  if (!(error instanceof StageStopped)) throw error;
  stopped = true;
}
parentPort?.postMessage(stopped);
