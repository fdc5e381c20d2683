/**
 * Events of a source that waits for a signal to stop: the consumer's `return` aborts it, which ends also a source that is
 * waiting for its next event.
 */
export function abortableEvents<T>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  outer: AbortSignal,
): AsyncIterableIterator<T> {
  const own = new AbortController();
  const events = open(AbortSignal.any([own.signal, outer]))[Symbol.asyncIterator]();
  return {
    next: () => events.next(),
    async return() {
      own.abort();
      await events.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
