import type { GraphqlClient } from "../client/graphql-client.js";
import { ConnectionError } from "../client/request-error.js";
import { withRetries } from "../client/retry.js";
import { CliError } from "../exit-codes.js";
import { type RunFieldsFragment, RunDocument, RunProgressDocument, type RunStatus } from "../operations.generated.js";

export type Run = RunFieldsFragment;

const POLL_MS = 1000;

export function isFinal(status: RunStatus): boolean {
  return status === "SUCCEEDED" || status === "FAILED" || status === "CANCELLED";
}

/**
 * The states of a run until its last one. They come by subscription; where none can be had, or it breaks (a server that
 * restarts goes on with its runs), the run is asked for once a second.
 */
export async function* followRun(client: GraphqlClient, id: string): AsyncGenerator<Run> {
  try {
    for await (const { clusteringProgress } of client.subscribe(RunProgressDocument, { id })) {
      yield clusteringProgress;
      if (isFinal(clusteringProgress.status)) return;
    }
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
  }
  for (;;) {
    const { clustering } = await withRetries(
      () => client.request(RunDocument, { id }),
      () => undefined,
    );
    if (clustering === null) throw new CliError(`run ${id} is gone; it was deleted, or its collection was dropped`);
    yield clustering;
    if (isFinal(clustering.status)) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
