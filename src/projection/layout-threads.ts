import { Worker } from "node:worker_threads";
import { checkStop, type StageHooks, StageStopped } from "../numeric/stage-hooks.js";
import { layoutByRow, LayoutExchange, type LayoutPlan } from "../numeric/umap/index.js";
import { workerEntry } from "../worker-entry.js";
import type { LayoutShare } from "./layout.worker.js";

const LOOK_MS = 50;

/**
 * Optimizes a layout in several threads; equal to the bit to what one thread makes. They end with the caller's thread.
 *
 * @param workers at most as many as the plan has parts
 * @throws StageStopped
 */
export async function optimizeInThreads(plan: LayoutPlan, workers: number, hooks: StageHooks): Promise<Float32Array> {
  const memory = LayoutExchange.memoryFor(plan, workers);
  const exchange = new LayoutExchange(memory);
  const { filename, execArgv } = workerEntry(import.meta.url, "./layout.worker");
  const threads = Array.from({ length: workers }, (_, worker) => {
    const workerData: LayoutShare = { plan, memory, worker };
    return new Worker(filename, { execArgv, workerData });
  });
  const timer = setInterval(() => {
    hooks.onProgress?.(exchange.share);
    if (hooks.shouldStop?.()) exchange.stop();
  }, LOOK_MS);
  try {
    await Promise.all(threads.map(ended));
  } finally {
    clearInterval(timer);
    // Where one has failed, the others wait for it.
    exchange.stop();
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  checkStop(hooks);
  hooks.onProgress?.(1);
  return layoutByRow(plan, exchange);
}

/** Rejects when a thread fails, or ends before its work is done. */
function ended(thread: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    thread.once("message", (stopped: boolean) => (stopped ? reject(new StageStopped()) : resolve()));
    thread.once("error", reject);
    thread.once("exit", (code) => reject(new Error(`A layout's worker thread ended early with code ${code}`)));
  });
}
