import { mayPass } from "./request-error.js";

/** Some 15 seconds in all: as long as a restart of the server takes. */
const PAUSES_MS = [250, 500, 1000, 2000, 4000, 8000];

/** Repeats work that fails for a reason that may pass. Only for work that may safely be done twice. */
export async function withRetries<T>(
  work: () => Promise<T>,
  onRetry: (error: unknown, pauseMs: number) => void,
  pauses: readonly number[] = PAUSES_MS,
): Promise<T> {
  for (const pause of pauses) {
    try {
      return await work();
    } catch (error) {
      if (!mayPass(error)) throw error;
      onRetry(error, pause);
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return work();
}
