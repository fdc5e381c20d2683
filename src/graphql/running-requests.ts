import type { ServerResponse } from "node:http";

/** The requests that have no answer yet. Each has a signal, which also aborts when its client goes. */
export class RunningRequests {
  readonly #running = new Set<AbortController>();
  #cancelled = false;

  begin(response: ServerResponse): AbortSignal {
    const request = new AbortController();
    this.#running.add(request);
    response.once("close", () => {
      this.#running.delete(request);
      if (!response.writableEnded) request.abort();
    });
    if (this.#cancelled) request.abort();
    return request.signal;
  }

  /** Those that run, and those that still come. */
  cancel(): void {
    this.#cancelled = true;
    for (const request of this.#running) request.abort();
  }
}
