import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import WebSocket from "ws";

import { MAX_MESSAGE_BYTES, MAX_OPERATIONS_PER_SOCKET } from "../../src/graphql/websocket-server.js";
import { ApiHarness, type Data } from "../support/api-harness.js";
import { newsInputs } from "../support/news-inputs.js";

const PROTOCOL = "graphql-transport-ws";

describe("a WebSocket", () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest(newsInputs(300));
  });
  afterAll(() => api.close());

  const open = (headers: Record<string, string> = {}, path = "/graphql"): WebSocket =>
    new WebSocket(`${api.url.replace("http", "ws")}${path}`, PROTOCOL, { headers });
  /** A socket that is ready for operations. */
  async function ready(): Promise<WebSocket> {
    const socket = open();
    await once(socket, "open");
    socket.send(JSON.stringify({ type: "connection_init" }));
    await once(socket, "message");
    return socket;
  }
  async function refusedWith(socket: WebSocket): Promise<number> {
    const [, response] = (await once(socket, "unexpected-response")) as [unknown, { statusCode: number }];
    socket.on("error", () => undefined).terminate();
    return response.statusCode;
  }
  async function closedWith(socket: WebSocket): Promise<number> {
    return ((await once(socket, "close")) as [number])[0];
  }

  it("is refused to pages of others, and at other addresses", async () => {
    expect(await refusedWith(open({ origin: "https://evil.example" }))).toBe(403);
    expect(await refusedWith(open({ origin: "null" }))).toBe(403);
    expect(await refusedWith(open({}, "/elsewhere"))).toBe(404);
    const own = open({ origin: api.url });
    await once(own, "open");
    own.terminate();
  });

  it.each([
    ["no message of the protocol", "hello", 4400],
    [
      "an operation before connection_init",
      JSON.stringify({ type: "subscribe", id: "1", payload: { query: "{ __typename }" } }),
      4401,
    ],
    ["a message that is too large", "x".repeat(MAX_MESSAGE_BYTES + 1), 1009],
  ])("is closed after %s", async (_name, message, code) => {
    const socket = open();
    await once(socket, "open");
    socket.send(message);
    expect(await closedWith(socket)).toBe(code);
  });

  it("that breaks the rules is told of in the log alone, not on the console", async () => {
    const written = vi.spyOn(console, "error");
    const socket = open();
    await once(socket, "open");
    socket.send("x".repeat(MAX_MESSAGE_BYTES + 1));
    await closedWith(socket);
    expect(written).not.toHaveBeenCalled();
    expect(api.log.join("")).toContain("Max payload size exceeded");
  });

  it("is closed after a second operation with an id in use, and a second connection_init", async () => {
    const id = await api.start({ projection: { neighbors: 60, epochs: 5000 } });
    const payload = { query: `subscription { clusteringProgress(id: "${id}") { status } }` };
    const twice = await ready();
    for (let time = 0; time < 2; time++) twice.send(JSON.stringify({ type: "subscribe", id: "1", payload }));
    expect(await closedWith(twice)).toBe(4409);
    const again = await ready();
    again.send(JSON.stringify({ type: "connection_init" }));
    expect(await closedWith(again)).toBe(4429);
    await api.data(`mutation ($id: ID!) { cancelClustering(id: $id) { id } }`, { id });
  });

  it("runs so many operations at a time and refuses one more, until one is completed", async () => {
    const id = await api.start({ projection: { neighbors: 60, epochs: 5000, seed: 2 } });
    const socket = await ready();
    const messages: Data[] = [];
    socket.on("message", (message: Buffer) => messages.push(JSON.parse(message.toString())));
    const until = async (found: () => boolean): Promise<void> => {
      while (!found()) await once(socket, "message");
    };
    const subscribe = (name: string): void => {
      const payload = { query: `subscription { clusteringProgress(id: "${id}") { status } }` };
      socket.send(JSON.stringify({ type: "subscribe", id: name, payload }));
    };
    const heardOf = (name: string) => (): boolean => messages.some((each) => each.id === name);
    for (let at = 0; at < MAX_OPERATIONS_PER_SOCKET; at++) subscribe(`s${at}`);
    await until(heardOf(`s${MAX_OPERATIONS_PER_SOCKET - 1}`));
    subscribe("more");
    await until(heardOf("more"));
    expect(messages.find((each) => each.id === "more")).toMatchObject({
      type: "error",
      payload: [{ extensions: { code: "TOO_MANY_SUBSCRIPTIONS", max: MAX_OPERATIONS_PER_SOCKET } }],
    });
    socket.send(JSON.stringify({ type: "complete", id: "s0" }));
    subscribe("after");
    await until(heardOf("after"));
    expect(messages.find((each) => each.id === "after")).toMatchObject({ type: "next" });
    socket.terminate();
    await api.data(`mutation ($id: ID!) { cancelClustering(id: $id) { id } }`, { id });
  });

  it("is closed with a code on which clients come back when the server closes", async () => {
    const own = await ApiHarness.open();
    const socket = new WebSocket(`${own.url.replace("http", "ws")}/graphql`, PROTOCOL);
    await once(socket, "open");
    const closed = closedWith(socket);
    await own.close();
    // 1001: going away.
    expect(await closed).toBe(1001);
  });
});
