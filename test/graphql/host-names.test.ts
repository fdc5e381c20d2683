import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import WebSocket from "ws";

import { isLoopback } from "../../src/graphql/host-names.js";
import { ApiHarness } from "../support/api-harness.js";

const OWN = ["localhost", "LOCALHOST:80", "localhost:4000", "127.0.0.1", "127.0.0.1:4000", "[::1]", "[::1]:4000"];
/** Names that anybody can have lead to this machine, and what only looks like one of its own. */
const FOREIGN = [
  "evil.example",
  "evil.example:4000",
  "localhost.evil.example",
  "127.0.0.1.evil.example",
  "evil.example@127.0.0.1",
  "localhost:port",
  "127.0.0.2",
  "::1",
];

describe("a server that listens on a loopback address", () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await ApiHarness.open();
  });
  afterAll(() => api.close());

  async function ask(host: string, path = "/graphql"): Promise<{ status: number | undefined; body: string }> {
    const headers = { host, origin: `http://${host}`, "content-type": "application/json" };
    const sent = request(`${api.url}${path}`, { method: "POST", headers });
    sent.end(JSON.stringify({ query: "{ server { version } }" }));
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    return { status: response.statusCode, body: await text(response) };
  }

  function connect(host: string): WebSocket {
    const url = `${api.url.replace("http", "ws")}/graphql`;
    return new WebSocket(url, "graphql-transport-ws", { headers: { host, origin: `http://${host}` } });
  }

  it.each(OWN)("answers what is sent to %s", async (host) => {
    const { status, body } = await ask(host);
    expect([status, JSON.parse(body)]).toEqual([200, { data: { server: { version: "0.0.0-test" } } }]);
    if (host === "LOCALHOST:80") return;
    const socket = connect(host);
    await once(socket, "open");
    socket.terminate();
  });

  it.each(FOREIGN)("refuses what is sent to %j, over HTTP and WebSocket", async (host) => {
    for (const path of ["/graphql", "/healthz", "/", "/graphiql/page.css"]) {
      const { status, body } = await ask(host, path);
      expect(status, path).toBe(421);
      const { errors } = JSON.parse(body) as { errors: { message: string; extensions: object }[] };
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({ extensions: { code: "BAD_REQUEST" } });
      expect(errors[0]?.message).toContain("HOST");
    }
    const socket = connect(host).on("error", () => undefined);
    const [, response] = (await once(socket, "unexpected-response")) as [unknown, IncomingMessage];
    expect(response.statusCode).toBe(421);
    expect(JSON.parse(await text(response))).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
    socket.terminate();
  });
});

it.each([
  ["127.0.0.1", true],
  ["127.8.0.1", true],
  ["::1", true],
  ["::ffff:127.0.0.1", true],
  ["0.0.0.0", false],
  ["::", false],
  ["192.168.0.1", false],
])("%s is a loopback address: %s", (address, expected) => {
  expect(isLoopback(address)).toBe(expected);
});
