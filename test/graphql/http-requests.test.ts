import { request } from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { MAX_BODY_BYTES } from "../../src/graphql/server.js";
import { type Answer, ApiHarness } from "../support/api-harness.js";

const PING = JSON.stringify({ query: "{ server { version } }" });
/** Nothing of the machine or of the program's inside. */
const INSIDE = /<html|node_modules|\.js:\d|\.ts:\d|\bat .+\(|\/(?:tmp|root|home|usr|work)\/|127\.0\.0\.1/;

describe("a request that is not one of GraphQL over HTTP", () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await ApiHarness.open();
  });
  afterAll(() => api.close());

  interface Raw {
    readonly method?: string;
    readonly path?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string | Uint8Array<ArrayBuffer>;
  }

  /** The answer, which must be JSON without a trace of the inside. */
  async function send({ method = "POST", path = "/graphql", headers = {}, body }: Raw): Promise<Answer> {
    const response = await fetch(`${api.url}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    expect(response.headers.get("content-type")).toMatch(/json/);
    expect(text).not.toMatch(INSIDE);
    return { status: response.status, ...(JSON.parse(text) as object) };
  }

  it.each<[string, Raw, number, string]>([
    ["a body that is no JSON", { body: "{ server" }, 400, "BAD_REQUEST"],
    ["an empty body", { body: "" }, 400, "BAD_REQUEST"],
    ["a JSON text", { body: `"{ server { version } }"` }, 400, "BAD_REQUEST"],
    ["null", { body: "null" }, 400, "BAD_REQUEST"],
    ["a batch", { body: `[${PING},${PING}]` }, 400, "BAD_REQUEST"],
    ["no query", { body: "{}" }, 400, "BAD_REQUEST"],
    ["a query that is no text", { body: `{"query":{"a":1}}` }, 400, "BAD_REQUEST"],
    ["variables that are a list", { body: `{"query":"{ __typename }","variables":[1]}` }, 400, "BAD_REQUEST"],
    ["no body and no type", { headers: {} }, 400, "BAD_REQUEST"],
    ["text/plain", { body: PING, headers: { "content-type": "text/plain" } }, 415, "UNSUPPORTED_MEDIA_TYPE"],
    [
      "a form",
      { body: "query=1", headers: { "content-type": "application/x-www-form-urlencoded" } },
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    [
      "multipart",
      { body: "x", headers: { "content-type": "multipart/form-data; boundary=x" } },
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    [
      "another charset",
      { body: PING, headers: { "content-type": "application/json; charset=ebcdic" } },
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    ["another encoding", { body: PING, headers: { "content-encoding": "compress" } }, 415, "UNSUPPORTED_MEDIA_TYPE"],
    ["gzip that is none", { body: PING, headers: { "content-encoding": "gzip" } }, 400, "BAD_REQUEST"],
    [
      "a query by GET without a preflight header",
      { method: "GET", path: "/graphql?query=%7B__typename%7D" },
      400,
      "BAD_REQUEST",
    ],
    [
      "a mutation by GET",
      {
        method: "GET",
        path: "/graphql?query=mutation%7BdropCollection(name%3A%22x%22)%7D",
        headers: { "apollo-require-preflight": "1" },
      },
      405,
      "BAD_REQUEST",
    ],
    ["another method", { method: "DELETE", headers: { "apollo-require-preflight": "1" } }, 405, "BAD_REQUEST"],
    ["another address", { method: "GET", path: "/nothing" }, 404, "NOT_FOUND"],
    ["a way out of the folder", { method: "GET", path: "/..%2f..%2fpackage.json" }, 404, "NOT_FOUND"],
    ["an address that cannot be decoded", { method: "GET", path: "/%ff%fe" }, 404, "NOT_FOUND"],
    ["JSON of great depth", { body: `${`{"a":`.repeat(100_000)}1${"}".repeat(100_000)}` }, 400, "BAD_REQUEST"],
  ])("such as %s is refused in JSON", async (_name, raw, status, code) => {
    const answer = await send(raw);
    expect([answer.status, answer.errors?.[0]?.extensions["code"]]).toEqual([status, code]);
  });

  it("is refused where it is too large, plain or inflated, before it is read as a whole", async () => {
    const large = new Uint8Array(MAX_BODY_BYTES + 1).fill(32);
    for (const raw of [
      { body: large },
      { body: Uint8Array.from(gzipSync(large)), headers: { "content-encoding": "gzip" } },
    ]) {
      const answer = await send(raw).catch((error: unknown) => {
        // The server may hang up on the rest of a body that it refuses.
        if (String((error as Error).cause).match(/ECONNRESET|EPIPE|other side closed/)) return null;
        throw error;
      });
      if (answer) {
        expect(answer).toMatchObject({
          status: 413,
          errors: [{ extensions: { code: "PAYLOAD_TOO_LARGE", limitBytes: MAX_BODY_BYTES } }],
        });
      }
    }
    expect(await send({ body: PING })).toMatchObject({ status: 200 });
  });

  it("does no harm where it ends half-way", async () => {
    const { port } = new URL(api.url);
    await new Promise<void>((resolve) => {
      const half = request({
        port,
        host: "127.0.0.1",
        path: "/graphql",
        method: "POST",
        headers: { "content-type": "application/json", "content-length": "1000" },
      });
      half.on("error", () => resolve());
      half.write(`{"query":"{`, () => half.destroy());
      half.on("close", resolve);
    });
    expect(await send({ body: PING })).toMatchObject({ status: 200 });
    expect(api.log.join("")).not.toContain("request failed");
  });

  it("but a good one is answered, also gzipped, also by GET with a preflight header", async () => {
    const data = { server: { version: "0.0.0-test" } };
    expect(await send({ body: PING })).toEqual({ status: 200, data });
    expect(await send({ body: Uint8Array.from(gzipSync(PING)), headers: { "content-encoding": "gzip" } })).toEqual({
      status: 200,
      data,
    });
    const path = `/graphql?query=${encodeURIComponent("{ server { version } }")}`;
    expect(
      await send({ method: "GET", path, headers: { "apollo-require-preflight": "1", accept: "application/json" } }),
    ).toEqual({ status: 200, data });
  });
});
