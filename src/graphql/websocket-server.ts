import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";

import {
  type ExecutionArgs,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import type { Context as SocketContext, SubscribePayload } from "graphql-ws";
import { useServer } from "graphql-ws/use/ws";
import type { Logger } from "pino";
import { type WebSocket, WebSocketServer } from "ws";

import type { Services } from "../services/services.js";
import { toClientError } from "./client-error.js";
import { createContext } from "./context.js";
import { type HostNames, WRONG_HOST } from "./host-names.js";
import { checkOperation, OPERATION_LIMITS } from "./operation-limits.js";

export interface WebSocketDeps {
  readonly schema: GraphQLSchema;
  readonly httpServer: Server;
  readonly path: string;
  readonly services: Services;
  readonly logger: Logger;
  readonly names: HostNames;
}

export const MAX_OPERATIONS_PER_SOCKET = 20;
/** Operations are small; documents are ingested over HTTP. */
export const MAX_MESSAGE_BYTES = 256 * 1024;

/**
 * GraphQL over WebSocket (protocol graphql-transport-ws), on the HTTP server's own port. Nothing of what guards the HTTP side
 * applies here by itself, so all of it is repeated: parsing, validation, limits, the mapping of errors.
 *
 * @returns closes the sockets with a code on which clients come back
 */
export function serveWebSockets({
  schema,
  httpServer,
  path,
  services,
  logger,
  names,
}: WebSocketDeps): () => Promise<void> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  let closing = false;
  httpServer.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const fault = closing ? "503 Service Unavailable" : faultOf(request, path);
    if (!names.allows(request)) refuseUpgrade(socket, WRONG_HOST.status, WRONG_HOST.body);
    else if (fault) refuseUpgrade(socket, fault);
    else sockets.handleUpgrade(request, socket, head, accept);

    function accept(accepted: WebSocket): void {
      sockets.emit("connection", accepted, request);
      // graphql-ws writes faults of clients to the console, with a stack; they belong into the log, and ws closes the socket.
      accepted.removeAllListeners("error").on("error", ({ message }) => logger.info({ message }, "WebSocket closed"));
    }
  });
  const closed = new WeakMap<SocketContext, AbortController>();
  const abortOf = (socket: SocketContext): AbortController => {
    const known = closed.get(socket) ?? new AbortController();
    closed.set(socket, known);
    return known;
  };
  const served = useServer(
    {
      onSubscribe: (socket, _id, payload) => {
        if (Object.keys(socket.subscriptions).length > MAX_OPERATIONS_PER_SOCKET) return [tooManyOperations()];
        return prepare(schema, payload);
      },
      context: (socket) => createContext(services, abortOf(socket).signal),
      onClose: (socket) => {
        abortOf(socket).abort();
      },
      onError: (_socket, _id, _payload, found) => found.map((error) => toClientError(error, logger)),
      onNext: (_socket, _id, _payload, _args, { data, errors: found }) => ({
        ...(data === undefined ? {} : { data: data as Record<string, unknown> | null }),
        ...(found ? { errors: found.map((error) => toClientError(error, logger)) } : {}),
      }),
      isProd: true,
    },
    sockets,
  );
  return async () => {
    closing = true;
    await served.dispose();
  };
}

function faultOf(request: IncomingMessage, path: string): string | null {
  const [asked] = (request.url ?? "").split("?");
  if (asked !== path) return "404 Not Found";
  return isSameOrigin(request) ? null : "403 Forbidden";
}

function refuseUpgrade(socket: Duplex, status: string, body: object | null = null): void {
  socket.on("error", () => socket.destroy());
  const text = body ? JSON.stringify(body) : "";
  const type = body ? "Content-Type: application/json; charset=utf-8\r\n" : "";
  const length = Buffer.byteLength(text);
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n${type}Content-Length: ${length}\r\n\r\n${text}`);
}

function prepare(schema: GraphQLSchema, payload: SubscribePayload): ExecutionArgs | readonly GraphQLError[] {
  const { maxTokens, maxValidationErrors, maxCoercionErrors } = OPERATION_LIMITS;
  let document;
  try {
    document = parse(payload.query, { maxTokens });
  } catch (error) {
    return [withCode(error, "GRAPHQL_PARSE_FAILED")];
  }
  const faults = validate(schema, document, specifiedRules, { maxErrors: maxValidationErrors });
  if (faults.length > 0) return faults.map((fault) => withCode(fault, "GRAPHQL_VALIDATION_FAILED"));
  const operation = getOperationAST(document, payload.operationName);
  if (!operation)
    return [withCode(new GraphQLError("Unable to identify the operation"), "OPERATION_RESOLUTION_FAILURE")];
  const refusal = checkOperation(schema, document, operation, payload.variables);
  if (refusal) return [refusal];
  return {
    schema,
    document,
    operationName: payload.operationName ?? null,
    variableValues: payload.variables ?? null,
    options: { maxCoercionErrors },
  };
}

function withCode(error: unknown, code: string): GraphQLError {
  if (!(error instanceof GraphQLError)) throw error;
  const { message, nodes, source, positions, extensions } = error;
  return new GraphQLError(message, {
    ...(nodes ? { nodes } : {}),
    ...(source ? { source } : {}),
    ...(positions ? { positions } : {}),
    extensions: { ...extensions, code },
  });
}

function tooManyOperations(): GraphQLError {
  return new GraphQLError(
    `At most ${MAX_OPERATIONS_PER_SOCKET} operations run on one WebSocket at a time; complete one first.`,
    { extensions: { code: "TOO_MANY_SUBSCRIPTIONS", max: MAX_OPERATIONS_PER_SOCKET } },
  );
}

/** Browsers tell where a page comes from; pages of others must not talk to the server through its user's browser. */
function isSameOrigin({ headers }: IncomingMessage): boolean {
  if (headers.origin === undefined) return true;
  return URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host;
}
