import { MessageChannel } from "node:worker_threads";
import { Piscina } from "piscina";
import { isTopographError, TopographError } from "../errors.js";
import { workerEntry } from "../worker-entry.js";
import type { TaskReply, TaskRequest } from "./stage.worker.js";
import type { StageTasks, TaskName } from "./tasks/index.js";

export interface StagePoolOptions {
  readonly threads: number;
  /** Ceiling of the JavaScript heap of one thread; typed arrays do not count. */
  readonly maxHeapMb: number;
  /** How long a thread with nothing to do is kept, with what it knows. */
  readonly idleMs?: number;
}

export interface TaskOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number) => void;
}

const IDLE_MS = 30_000;

/** Runs the stages in worker threads. Aborting a task ends its thread, at once and whatever it does. */
export class StagePool {
  readonly #pool: Piscina<TaskRequest, TaskReply>;

  constructor({ threads, maxHeapMb, idleMs = IDLE_MS }: StagePoolOptions) {
    this.#pool = new Piscina({
      ...workerEntry(import.meta.url, "./stage.worker"),
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: idleMs,
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
    });
  }

  async run<N extends TaskName>(
    name: N,
    input: StageTasks[N]["input"],
    { signal, onProgress }: TaskOptions = {},
  ): Promise<StageTasks[N]["output"]> {
    signal?.throwIfAborted();
    const { port1: progress, port2 } = new MessageChannel();
    progress.on("message", (share: number) => onProgress?.(share));
    // Progress must not keep the process alive.
    progress.unref();
    try {
      const reply = await this.#pool.run(
        { name, input, progress: port2 },
        { transferList: [port2], ...(signal && { signal }) },
      );
      if (reply.ok) return reply.output as StageTasks[N]["output"];
      throw new TopographError(reply.code, reply.message, reply.details);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw isTopographError(error) ? error : workerFault(name, error);
    } finally {
      progress.close();
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

/** A thread that ended (out of memory, say) tells nothing of its task; the cause goes to the log. */
function workerFault(name: TaskName, cause: unknown): Error {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code !== "ERR_WORKER_OUT_OF_MEMORY" && !(cause instanceof Error && /worker/i.test(cause.message))) {
    return cause instanceof Error ? cause : new Error(`Task ${name} failed`, { cause });
  }
  const outOfMemory = code === "ERR_WORKER_OUT_OF_MEMORY";
  const message = outOfMemory
    ? `The ${name} stage needs more memory than MAX_MEMORY_MB allows; raise it, or ask for fewer neighbors.`
    : `The worker thread of the ${name} stage ended before its task was done; recluster to try again.`;
  return new TopographError("WORKER_FAILED", message, { stage: name, outOfMemory }, { cause });
}
