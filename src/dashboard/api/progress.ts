import { print } from "graphql";
import { createClient } from "graphql-ws";

import { ClusteringProgressDocument, type ClusteringProgressSubscription } from "../operations.generated.js";
import { ApiError, toApiError } from "./api-error.js";

export type Progress = ClusteringProgressSubscription["clusteringProgress"];

const RETRY_WAIT_MS = 1_000;
const PING_EVERY_MS = 10_000;

/** One socket, opened with the first subscription and closed with the last; it comes back by itself when the server does. */
const client = createClient({
  url: socketAddress,
  lazy: true,
  retryAttempts: Number.POSITIVE_INFINITY,
  shouldRetry: () => true,
  retryWait: () => new Promise((resolve) => setTimeout(resolve, RETRY_WAIT_MS)),
  keepAlive: PING_EVERY_MS,
});

function socketAddress(): string {
  const address = new URL("graphql", document.baseURI);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return address.href;
}

interface ProgressHandlers {
  readonly onProgress: (progress: Progress) => void;
  readonly onError: (error: ApiError) => void;
}

/** Follows a run until its final state; the first event is the present state. Returns the function that stops. */
export function followProgress(id: string, { onProgress, onError }: ProgressHandlers): () => void {
  return client.subscribe<ClusteringProgressSubscription>(
    { query: print(ClusteringProgressDocument), variables: { id } },
    {
      next: ({ data, errors }) => {
        const error = errors?.[0];
        if (error) onError(new ApiError(String(error.extensions?.["code"] ?? "INTERNAL_SERVER_ERROR"), error.message));
        else if (data) onProgress(data.clusteringProgress);
      },
      error: (cause) => onError(subscriptionError(cause)),
      complete: () => {},
    },
  );
}

/** The socket hands over a list of GraphQL errors, a close event, or an Error. */
function subscriptionError(cause: unknown): ApiError {
  const first: unknown = Array.isArray(cause) ? cause[0] : cause;
  if (typeof first === "object" && first !== null && "message" in first) {
    const extensions = "extensions" in first ? (first.extensions as { code?: string } | undefined) : undefined;
    return new ApiError(extensions?.code ?? "INTERNAL_SERVER_ERROR", String(first.message));
  }
  return toApiError(first);
}
