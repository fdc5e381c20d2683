import { EventEmitter } from "node:events";
import type { PipelineStage } from "../runs/run-record.js";

/** Where a running job stands between two writes to the database. */
export interface LiveProgress {
  readonly stage: PipelineStage;
  /** 0..1 over all stages. */
  readonly progress: number;
}

const MIN_INTERVAL_MS = 100;

/** Tells that a run has changed; who listens reads it afresh. Progress is told at most ten times a second. */
export class RunEvents {
  readonly #emitter = new EventEmitter().setMaxListeners(0);
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
      this.#emitter.emit(runId);
    }, MIN_INTERVAL_MS);
    this.#pending.set(runId, timer.unref());
  }

  /** The record was written. */
  changed(runId: string): void {
    this.#emitter.emit(runId);
  }

  ended(runId: string): void {
    this.#live.delete(runId);
    clearTimeout(this.#pending.get(runId));
    this.#pending.delete(runId);
    this.#emitter.emit(runId);
  }

  /**
   * One turn for all changes since the last turn, however many there were, so that a slow listener holds up nobody and
   * keeps nothing; ends when the signal aborts.
   */
  async *changes(runId: string, signal: AbortSignal): AsyncGenerator<void, void, undefined> {
    let changed = false;
    let wake = (): void => undefined;
    const onChange = (): void => {
      changed = true;
      wake();
    };
    const onAbort = (): void => wake();
    this.#emitter.on(runId, onChange);
    signal.addEventListener("abort", onAbort);
    try {
      while (!signal.aborted) {
        if (!changed) await new Promise<void>((resolve) => (wake = resolve));
        if (signal.aborted) return;
        changed = false;
        yield;
      }
    } finally {
      this.#emitter.off(runId, onChange);
      signal.removeEventListener("abort", onAbort);
    }
  }
}
