import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface ReceivedRequest {
  readonly operation: string;
  readonly variables: Record<string, unknown>;
  readonly bytes: number;
}

export type Script = (request: ReceivedRequest, response: ServerResponse, raw: IncomingMessage) => void;

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: ReceivedRequest[];
}

/** A server that answers as a test says: for the faults of networks and proxies that a good server does not show. */
export async function scriptedServer(script: Script): Promise<ScriptedServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((raw, response) => {
    const chunks: Buffer[] = [];
    raw.on("data", (chunk: Buffer) => chunks.push(chunk));
    raw.on("end", () => {
      const body = Buffer.concat(chunks);
      const { query, variables } = JSON.parse(body.toString("utf8")) as {
        query: string;
        variables: Record<string, unknown>;
      };
      const operation = /^(?:query|mutation|subscription) (\w+)/m.exec(query)?.[1] ?? "";
      const request = { operation, variables, bytes: body.length };
      requests.push(request);
      script(request, response, raw);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function answer(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
