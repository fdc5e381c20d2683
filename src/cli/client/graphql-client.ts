import { print } from "graphql";
import { createClient, type Client } from "graphql-ws";
import { WebSocket } from "ws";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { CliError, EXIT } from "../exit-codes.js";
import { ConnectionError, type GraphqlFault, RequestError } from "./request-error.js";

interface GraphqlAnswer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly GraphqlFault[];
}

/** Speaks GraphQL with one server: queries and mutations over HTTP, subscriptions over graphql-ws. */
export class GraphqlClient {
  readonly url: string;
  #socket: Client | undefined;

  constructor(address: string) {
    this.url = apiUrl(address);
  }

  async request<Data, Variables extends Record<string, unknown>>(
    operation: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    signal?: AbortSignal,
  ): Promise<Data> {
    const { status, answer } = await this.#post<Data>({ query: print(operation), variables }, signal);
    if (answer.errors !== undefined && answer.errors.length > 0) throw new RequestError(answer.errors, status);
    if (answer.data === undefined || answer.data === null) throw this.#notGraphql(status);
    return answer.data;
  }

  /** Events until the server ends the stream; leaving the loop ends the subscription. */
  async *subscribe<Data, Variables extends Record<string, unknown>>(
    operation: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): AsyncGenerator<Data> {
    this.#socket ??= createClient({
      url: this.url.replace(/^http/, "ws"),
      webSocketImpl: WebSocket,
      retryAttempts: 3,
    });
    try {
      for await (const event of this.#socket.iterate<Data>({ query: print(operation), variables })) {
        if (event.errors !== undefined && event.errors.length > 0) {
          throw new RequestError(event.errors as unknown as readonly GraphqlFault[], 200);
        }
        if (event.data !== null && event.data !== undefined) yield event.data;
      }
    } catch (error) {
      throw error instanceof CliError ? error : socketError(this.url, error);
    }
  }

  async close(): Promise<void> {
    await this.#socket?.dispose();
  }

  async #post<Data>(body: unknown, signal?: AbortSignal): Promise<{ status: number; answer: GraphqlAnswer<Data> }> {
    let status: number;
    let text: string;
    try {
      const response = await fetch(this.url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: "application/graphql-response+json, application/json;q=0.9",
        },
        body: JSON.stringify(body),
        signal: signal ?? null,
      });
      status = response.status;
      text = await response.text();
    } catch (error) {
      if (signal?.aborted === true) throw error;
      throw new ConnectionError(this.url, error);
    }
    try {
      return { status, answer: JSON.parse(text) as GraphqlAnswer<Data> };
    } catch {
      // A body that is too large may be refused before anything that speaks GraphQL has seen it.
      if (status === 413)
        throw new RequestError(
          [{ message: "the request is too large", extensions: { code: "PAYLOAD_TOO_LARGE" } }],
          status,
        );
      throw this.#notGraphql(status);
    }
  }

  #notGraphql(status: number): CliError {
    return new CliError(
      `${this.url} answers (HTTP ${status}), but not as a GraphQL API; its address usually ends in /graphql`,
      EXIT.unreachable,
    );
  }
}

function apiUrl(address: string): string {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new CliError(`"${address}" is no address; give one such as http://127.0.0.1:4000/graphql`, EXIT.usage);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new CliError(`"${address}" must begin with http:// or https://`, EXIT.usage);
  }
  if (url.pathname === "/") url.pathname = "/graphql";
  return url.href;
}

/** graphql-ws fails with a close event, an error, or the GraphQL errors of the operation. */
function socketError(url: string, error: unknown): CliError {
  if (Array.isArray(error)) return new RequestError(error as GraphqlFault[], 200);
  if (error instanceof Error) return new ConnectionError(url, error);
  const { code, reason } = error as { code?: number; reason?: string };
  return new ConnectionError(url, new Error(`WebSocket closed: ${code ?? "?"} ${reason ?? ""}`.trim()));
}
