import type { PipelineStage } from "../runs/run-record.js";
import { ChangeEvents } from "./change-events.js";

/** Where a running job stands between two writes to the database. */
export interface LiveProgress {
  readonly stage: PipelineStage;
  /** 0..1 over all stages. */
  readonly progress: number;
}

const MIN_INTERVAL_MS = 100;

/** Tells that a run has changed; who listens reads it afresh. Progress is told at most ten times a second. */
export class RunEvents extends ChangeEvents {
  readonly #live = new Map<string, LiveProgress>();
  readonly #pending = new Map<string, NodeJS.Timeout>();

  live(runId: string): LiveProgress | undefined {
    return this.#live.get(runId);
  }

  progress(runId: string, live: LiveProgress): void {
    this.#live.set(runId, live);
    if (this.#pending.has(runId)) return;
    const timer = setTimeout(() => {
      this.#pending.delete(runId);
      this.changed(runId);
    }, MIN_INTERVAL_MS);
    this.#pending.set(runId, timer.unref());
  }

  ended(runId: string): void {
    this.#live.delete(runId);
    clearTimeout(this.#pending.get(runId));
    this.#pending.delete(runId);
    this.changed(runId);
  }
}
