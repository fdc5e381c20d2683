/**
 * The error catalog. Every fault a client can cause or must react to is a `TopographError` with one of these codes;
 * anything else is a bug and reaches clients only as INTERNAL_SERVER_ERROR with an id. `docs/errors.md` lists the same codes.
 */
export const ERROR_CODES = {
  BAD_USER_INPUT: "An argument or input field has a value that cannot be used.",
  BAD_CURSOR: "The cursor was not issued by this API for this list.",
  NOT_FOUND: "The named collection, document, run or cluster does not exist.",
  CONFLICT: "The request contradicts what is already stored.",
  IDEMPOTENCY_MISMATCH: "The idempotency key was used before with other arguments.",
  QUEUE_FULL: "Too many runs are waiting; try again later.",
  NO_EMBEDDING_MODEL: "The collection has no embedding model, so texts cannot be embedded; give vectors.",
  EMBEDDING_MODEL_MISMATCH: "The collection was embedded by another model than the one this server runs.",
  EMBEDDING_MODEL_UNUSABLE: "The configured embedding model cannot be loaded or is not fully described.",
  VECTOR_DIMENSION_MISMATCH: "A vector has another length than the collection's vectors.",
  INVALID_VECTOR: "A vector contains NaN or infinity, or is all zero where the metric needs a direction.",
  METRIC_NOT_EUCLIDEAN: "Inner product equals a distance on unit vectors only.",
  TEXT_TOO_LONG: "A text is longer than 65,535 UTF-8 bytes.",
  AMBIGUOUS_VECTOR_FIELD: "The Milvus collection has several vector fields; name the one to use.",
  COLLECTION_READ_ONLY: "The collection belongs to another program and is not written to.",
  ARTIFACT_EXPIRED: "The run's neighbor graph is no longer kept; recluster first.",
  LAYOUT_TOO_LARGE: "The layout needs more memory than there is; the run has its clusters and no map.",
  COLLECTION_TOO_LARGE: "The run needs more memory than there is.",
  EXACTNESS_UNAFFORDABLE: "A proof of the whole tree needs exact neighbors, and those are not to be had here.",
  RUN_NOT_FINISHED: "The run has no result yet, or failed.",
  CANCELLED: "The work was cancelled.",
  QUERY_TOO_COMPLEX: "The query may touch more rows than the server allows.",
  QUERY_TOO_DEEP: "The query nests deeper than the server allows.",
  TOO_MANY_ALIASES: "The query uses more aliases than the server allows.",
  TOO_MANY_SUBSCRIPTIONS: "The WebSocket has as many operations running as the server allows.",
  BAD_REQUEST: "The HTTP request is not one of GraphQL over HTTP, or names another host.",
  PAYLOAD_TOO_LARGE: "The HTTP request's body is larger than the server allows.",
  UNSUPPORTED_MEDIA_TYPE: "The HTTP request's body is not JSON in UTF-8.",
  DATA_DIR_LOCKED: "Another process uses the data directory.",
  DATA_DIR_UNUSABLE: "The data directory cannot be created or written to.",
  PORT_IN_USE: "Another process listens on the port.",
  INVALID_CONFIGURATION: "The environment sets values that cannot be used.",
  STORAGE_FULL: "The disk is full; nothing was written.",
  STORAGE_CORRUPT: "A stored artifact does not match its checksum.",
  UNSUPPORTED_FILE: "The file is not readable as the format it should have.",
  WORKER_FAILED: "A worker thread ended before its task was done.",
  STORE_NOT_CONFIGURED: "The collection's documents are in Milvus, and the server was started without MILVUS_URI.",
  UPSTREAM_UNAVAILABLE: "The vector store cannot be reached.",
  UPSTREAM_TIMEOUT: "The vector store did not answer in time.",
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** A fault with a stable code; `message` says what to change; `details` are plain values that clients may show. */
export class TopographError extends Error {
  override readonly name = "TopographError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Whether the store is not there now, or is not known to this server; what it holds may well be in order. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof TopographError && (isUpstreamCode(error.code) || error.code === "STORE_NOT_CONFIGURED");
}

/** Whether a fault says that the store cannot be reached, or did not answer in time. */
export function isUpstreamCode(code: ErrorCode): boolean {
  return code === "UPSTREAM_UNAVAILABLE" || code === "UPSTREAM_TIMEOUT";
}

export function isTopographError(error: unknown, code?: ErrorCode): error is TopographError {
  return error instanceof TopographError && (code === undefined || error.code === code);
}
