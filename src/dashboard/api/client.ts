import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";

import { ApiError, UNREACHABLE } from "./api-error.js";
import { reportAnswer, reportSilence } from "./connection.js";

interface GraphQLResponse<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

interface RequestOptions {
  readonly signal?: AbortSignal;
  /** A cheap question asked to learn whether the server lives: late is silent. */
  readonly heartbeat?: boolean;
  /** What could not be read is null instead of an error, as long as there is something. */
  readonly partial?: boolean;
}

const TIMEOUT_MS = 60_000;
const HEARTBEAT_TIMEOUT_MS = 4_000;
/** What a proxy answers in place of a server that is down. */
const GATEWAY_STATUSES = new Set([502, 503, 504]);

/** Runs one operation. Rejects with ApiError; an aborted `signal` rejects with its reason. */
export async function request<Data, Variables>(
  operation: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  { signal, heartbeat = false, partial = false }: RequestOptions = {},
): Promise<Data> {
  const timeout = AbortSignal.timeout(heartbeat ? HEARTBEAT_TIMEOUT_MS : TIMEOUT_MS);
  let body: GraphQLResponse<Data>;
  try {
    const response = await fetch(new URL("graphql", document.baseURI), {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ query: print(operation), variables }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    if (GATEWAY_STATUSES.has(response.status)) throw new Error(`The server answered ${response.status}.`);
    body = (await response.json()) as GraphQLResponse<Data>;
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    // A slow answer to a heavy question says nothing about the server; the next heartbeat will.
    if (timeout.aborted && !heartbeat) {
      throw new ApiError("TIMEOUT", `The server did not answer within ${TIMEOUT_MS / 1_000} seconds.`, { cause });
    }
    reportSilence();
    throw new ApiError(UNREACHABLE, "The server does not answer.", { cause });
  }
  reportAnswer();
  const error = body.errors?.[0];
  if (error && !(partial && body.data))
    throw new ApiError(error.extensions?.code ?? "INTERNAL_SERVER_ERROR", error.message);
  if (!body.data) throw new ApiError("INTERNAL_SERVER_ERROR", "The server sent neither data nor an error.");
  return body.data;
}
