import { parentPort, type Transferable } from "node:worker_threads";
import { toPortableError, type WorkerMethods, type WorkerReply, type WorkerRequest } from "./worker-message.js";

export type WorkerHandlers<Methods extends WorkerMethods> = {
  readonly [Name in keyof Methods]: (
    argument: Methods[Name]["argument"],
    signal: AbortSignal,
  ) =>
    | Methods[Name]["result"]
    | Moved<Methods[Name]["result"]>
    | Promise<Methods[Name]["result"] | Moved<Methods[Name]["result"]>>;
};

/** A result with the buffers that change hands instead of being copied. */
export class Moved<T> {
  constructor(
    readonly value: T,
    readonly buffers: readonly Transferable[],
  ) {}
}

/**
 * Answers the calls of a WorkerChannel, one after the other: a handler that waits holds up the calls after it. Only the
 * news that a call was cancelled overtakes, so a handler that wants to hear it must give up the thread now and then.
 */
export function serveWorker<Methods extends WorkerMethods>(handlers: WorkerHandlers<Methods>): void {
  const port = parentPort;
  if (!port) throw new Error("serveWorker must be called in a worker thread");
  const controllers = new Map<number, AbortController>();
  let last: Promise<void> = Promise.resolve();

  const answer = async (id: number, method: string, argument: unknown, signal: AbortSignal): Promise<void> => {
    let reply: WorkerReply;
    let buffers: readonly Transferable[] = [];
    try {
      signal.throwIfAborted();
      const handler = handlers[method];
      if (!handler) throw new Error(`no such method: ${method}`);
      const result: unknown = await handler(argument, signal);
      if (result instanceof Moved) buffers = result.buffers;
      reply = { id, value: result instanceof Moved ? result.value : result };
    } catch (error) {
      reply = { id, failure: toPortableError(error) };
    }
    controllers.delete(id);
    port.postMessage(reply, buffers);
  };

  port.on("message", (request: WorkerRequest) => {
    if (request.kind === "cancel") {
      controllers.get(request.id)?.abort();
      return;
    }
    const { id, method, argument } = request;
    const controller = new AbortController();
    controllers.set(id, controller);
    last = last.then(() => answer(id, method, argument, controller.signal));
  });
}
