import { Worker, type Transferable } from "node:worker_threads";
import { TopographError } from "../errors.js";
import type { WorkerEntry } from "../worker-entry.js";
import { fromPortableError, type WorkerMethods, type WorkerReply, type WorkerRequest } from "./worker-message.js";

export interface CallOptions {
  readonly transfer?: readonly Transferable[];
  /** Rejects the call at once; the worker hears of it and may stop early. */
  readonly signal?: AbortSignal | undefined;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Calls to one worker thread that keeps state, answered in the order they were made. (A pool would be the wrong tool: its
 * workers are interchangeable, and it ends a thread to cancel a task.) The thread starts with the first call, and again
 * with the next call after it has died; it does not keep the process alive while it is idle.
 */
export class WorkerChannel<Methods extends WorkerMethods> {
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | null = null;
  #lastId = 0;
  #closed = false;
  #generation = 0;

  constructor(
    private readonly name: string,
    private readonly entry: WorkerEntry,
    private readonly workerData: unknown,
  ) {}

  /** How often the thread was started. */
  get generation(): number {
    return this.#generation;
  }

  /** Whether the thread is there; it starts with the first call. */
  get running(): boolean {
    return this.#worker !== null && !this.#closed;
  }

  async call<Name extends keyof Methods & string>(
    method: Name,
    argument: Methods[Name]["argument"],
    options: CallOptions = {},
  ): Promise<Methods[Name]["result"]> {
    const { transfer = [], signal } = options;
    if (signal?.aborted) throw cancelled(signal);
    if (this.#closed) throw new TopographError("WORKER_FAILED", `The ${this.name} is closed.`);
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#lastId;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
    });
    worker.ref();
    const request: WorkerRequest = { kind: "call", id, method, argument };
    try {
      worker.postMessage(request, transfer);
    } catch (error) {
      this.#take(id);
      throw error;
    }
    const onAbort = signal && (() => this.#cancel(id, signal));
    if (onAbort) signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await answer;
    } finally {
      if (onAbort) signal.removeEventListener("abort", onAbort);
    }
  }

  /** Ends the thread; calls still under way reject. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const { filename, execArgv } = this.entry;
    const worker = new Worker(filename, { execArgv, workerData: this.workerData, name: this.name });
    let cause: unknown;
    this.#generation++;
    worker.on("message", (reply: WorkerReply) => {
      const pending = this.#take(reply.id);
      if ("failure" in reply) pending?.reject(fromPortableError(reply.failure));
      else pending?.resolve(reply.value);
    });
    worker.on("error", (error) => {
      cause = error;
    });
    worker.on("exit", () => {
      if (this.#worker === worker) this.#worker = null;
      const failure = new TopographError(
        "WORKER_FAILED",
        `The ${this.name} ended before its task was done; try again.`,
        {},
        { cause },
      );
      for (const id of [...this.#pending.keys()]) this.#take(id)?.reject(failure);
    });
    worker.unref();
    return worker;
  }

  #cancel(id: number, signal: AbortSignal): void {
    const request: WorkerRequest = { kind: "cancel", id };
    this.#worker?.postMessage(request);
    this.#take(id)?.reject(cancelled(signal));
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#worker?.unref();
    return pending;
  }
}

function cancelled(signal: AbortSignal): TopographError {
  return new TopographError("CANCELLED", "The work was cancelled.", {}, { cause: signal.reason });
}
