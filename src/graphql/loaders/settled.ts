/** Each value, or why there is none: a DataLoader then fails the requests for that one alone. */
export async function settled<T>(work: readonly Promise<T>[]): Promise<(T | Error)[]> {
  const results = await Promise.allSettled(work);
  return results.map((result) => (result.status === "fulfilled" ? result.value : asError(result.reason)));
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
