import type { MessagePort } from "node:worker_threads";
import { type ErrorCode, isTopographError } from "../errors.js";
import { STAGE_TASKS, type TaskName } from "./tasks/index.js";
import type { TaskHooks } from "./tasks/task-hooks.js";

export interface TaskRequest {
  readonly name: TaskName;
  readonly input: unknown;
  readonly progress: MessagePort;
}

/** Errors with a code cross the thread as values: cloning an error keeps its message only. */
export type TaskReply =
  | { readonly ok: true; readonly output: unknown }
  | {
      readonly ok: false;
      readonly code: ErrorCode;
      readonly message: string;
      readonly details: Readonly<Record<string, unknown>>;
    };

const PROGRESS_MS = 50;

export default async function runTask({ name, input, progress }: TaskRequest): Promise<TaskReply> {
  let last = -Infinity;
  const onProgress = (share: number): void => {
    const now = performance.now();
    if (now - last < PROGRESS_MS && share < 1) return;
    last = now;
    progress.postMessage(share);
  };
  const task = STAGE_TASKS[name] as (input: unknown, hooks: TaskHooks) => unknown;
  try {
    return { ok: true, output: await task(input, { onProgress }) };
  } catch (error) {
    if (!isTopographError(error)) throw error;
    return { ok: false, code: error.code, message: error.message, details: error.details };
  } finally {
    progress.close();
  }
}
