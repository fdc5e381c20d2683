import { EventEmitter } from "node:events";

/** Tells that something has changed; who listens reads it afresh. */
export class ChangeEvents {
  readonly #emitter = new EventEmitter().setMaxListeners(0);
  readonly #listeners = new Set<(id: string) => void>();

  changed(id: string): void {
    this.#emitter.emit(id);
    for (const listener of this.#listeners) listener(id);
  }

  /** Called at once for each change of anything; returns the end of the listening. */
  onChange(listener: (id: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * One turn for all changes since the last turn, however many there were, so that a slow listener holds up nobody and
   * keeps nothing; ends when the signal aborts.
   */
  async *changes(id: string, signal: AbortSignal): AsyncGenerator<void, void, undefined> {
    let changed = false;
    let wake = (): void => undefined;
    const onChange = (): void => {
      changed = true;
      wake();
    };
    const onAbort = (): void => wake();
    this.#emitter.on(id, onChange);
    signal.addEventListener("abort", onAbort);
    try {
      while (!signal.aborted) {
        if (!changed) await new Promise<void>((resolve) => (wake = resolve));
        if (signal.aborted) return;
        changed = false;
        yield;
      }
    } finally {
      this.#emitter.off(id, onChange);
      signal.removeEventListener("abort", onAbort);
    }
  }
}

/**
 * What `read` gives now and after each change, at most ten times a second, until it gives null or the signal aborts.
 * Listening begins before the first look, so that nothing between the two is missed.
 */
export async function* statesOf<T>(
  events: ChangeEvents,
  id: string,
  signal: AbortSignal,
  read: () => Promise<T | null>,
): AsyncGenerator<T, void, undefined> {
  const ended = new AbortController();
  const stop = AbortSignal.any([signal, ended.signal]);
  const changes = events.changes(id, stop);
  let next = changes.next();
  try {
    for (;;) {
      const state = await read();
      if (state === null || signal.aborted) return;
      yield state;
      if ((await next).done) return;
      await pause(stop);
      next = changes.next();
    }
  } finally {
    ended.abort();
    await next.catch(() => undefined);
  }
}

const MIN_INTERVAL_MS = 100;

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, MIN_INTERVAL_MS);
    signal.addEventListener("abort", done);
  });
}
