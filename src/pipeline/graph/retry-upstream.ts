import { setTimeout as sleep } from "node:timers/promises";
import { isTopographError } from "../../errors.js";

/** So long a store may be away before the work is given up. */
const PATIENCE_MS = 120_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;

/** Whether the store was away or slow: the same may succeed later. */
export function isUpstreamFault(error: unknown): boolean {
  return isTopographError(error, "UPSTREAM_UNAVAILABLE") || isTopographError(error, "UPSTREAM_TIMEOUT");
}

/**
 * Repeats one piece of work while the store cannot be reached, with longer and longer pauses, until it is done, fails
 * otherwise, or patience ends.
 *
 * @param onFault called before each pause
 */
export async function retryUpstream<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
  onFault: (error: unknown) => void = () => undefined,
): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (!isUpstreamFault(error) || performance.now() + pause > end) throw error;
      onFault(error);
    }
    await sleep(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
