import { randomBytes } from "node:crypto";

import { GraphQLError, type GraphQLFormattedError } from "graphql";
import type { Logger } from "pino";

import { isTopographError } from "../errors.js";

const MAX_MESSAGE = 1000;

/**
 * What clients get to see of an error, the same over HTTP and WebSocket. Faults that they can react to keep their message and
 * code; anything else is a bug, of which they get an id and the log the whole.
 */
export function toClientError(error: unknown, logger: Logger): GraphQLFormattedError {
  const chain = chainOf(error);
  const cause = chain.at(-1);
  const place = error instanceof GraphQLError ? placeOf(error) : {};
  if (isTopographError(cause)) {
    return { message: cut(cause.message), ...place, extensions: { ...cause.details, code: cause.code } };
  }
  if (error instanceof GraphQLError && cause instanceof GraphQLError && isOfTheRequest(error, chain)) {
    // `http` tells the HTTP status and is not for clients.
    const { http: _http, stacktrace: _stacktrace, ...details } = cause.extensions;
    return {
      message: cut(error.message),
      ...place,
      extensions: { ...details, code: codeIn(chain) ?? "BAD_USER_INPUT" },
    };
  }
  if (cause instanceof Error && cause.name === "AbortError") {
    return { message: "The request was cancelled.", ...place, extensions: { code: "CANCELLED" } };
  }
  const id = randomBytes(6).toString("hex");
  logger.error({ err: cause, errorId: id, path: place.path }, "request failed");
  return { message: `Internal error (id ${id})`, ...place, extensions: { code: "INTERNAL_SERVER_ERROR", id } };
}

/** The error and what it wraps: the executor and Apollo both wrap what they report. */
function chainOf(error: unknown): unknown[] {
  const chain = [error];
  let last = error;
  while (last instanceof GraphQLError && last.originalError) {
    last = last.originalError;
    chain.push(last);
  }
  return chain;
}

function codeIn(chain: readonly unknown[]): string | undefined {
  for (const error of chain) {
    const code = error instanceof GraphQLError ? error.extensions["code"] : undefined;
    if (typeof code === "string") return code;
  }
  return undefined;
}

/**
 * Errors of the request itself have a code, or were never inside a resolver, or point at the argument at fault. What is left
 * are values that a scalar could not serialize: a bug.
 */
function isOfTheRequest(error: GraphQLError, chain: readonly unknown[]): boolean {
  const cause = chain.at(-1);
  const wasThrownInside = error.path !== undefined;
  return (
    codeIn(chain) !== undefined || !wasThrownInside || (cause instanceof GraphQLError && cause.nodes !== undefined)
  );
}

function placeOf({ locations, path }: GraphQLError): Pick<GraphQLFormattedError, "locations" | "path"> {
  return { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
}

function cut(message: string): string {
  return message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message;
}
