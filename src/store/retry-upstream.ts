import { setTimeout as sleep } from "node:timers/promises";
import { isTopographError, isUpstreamCode, type TopographError } from "../errors.js";

/** How long work in the background waits for a store that is away: tries, with pauses that double up to the longest. */
export interface Patience {
  readonly tries: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

/** Some five minutes, beside what the calls themselves take: a server of Milvus is restarted in less. */
export const PATIENCE: Patience = { tries: 24, firstPauseMs: 500, longestPauseMs: 15_000 };

export interface RetryOptions {
  readonly patience?: Patience | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told before each pause. */
  readonly onRetry?: (error: TopographError, tries: number) => void;
}

/**
 * Does the work again while the store behind it is away or does not answer in time. The work may be done any number of
 * times. Errors that waiting cannot mend, such as a token that is not accepted, end it at once.
 *
 * @throws the last error
 */
export async function retryUpstream<T>(work: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { patience = PATIENCE, signal, onRetry } = options;
  for (let tries = 1, pause = patience.firstPauseMs; ; tries++, pause = Math.min(2 * pause, patience.longestPauseMs)) {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      if (!mayPass(error) || tries >= patience.tries) throw error;
      onRetry?.(error, tries);
    }
    await sleep(pause, undefined, signal ? { signal } : {}).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
  }
}

function mayPass(error: unknown): error is TopographError {
  return isTopographError(error) && isUpstreamCode(error.code) && error.details["lasting"] !== true;
}
