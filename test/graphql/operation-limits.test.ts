import { GraphQLFloat } from "graphql";
import type { Client } from "graphql-ws";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { type Answer, ApiHarness, type Data } from "../support/api-harness.js";
import { TINY_DIMENSION } from "../support/tiny-embedder.js";

interface Sent {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

const nested = (levels: number): string =>
  `{ document(key: "a") ${"{ neighbors(k: 1) { document ".repeat(levels)}{ key }${" } }".repeat(levels)} }`;
const times = (count: number, each: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => each(at)).join(" ");
/** Each fragment spreads the one before twice. */
const bomb = (levels: number): string =>
  `{ document(key: "a") { ...f${levels} } } fragment f0 on Document { key } ${times(levels, (at) => `fragment f${at + 1} on Document { neighbors(k: 100) { document { ...f${at} } } membership { clustering { collection { documents(first: 1) { edges { node { ...f${at} } } } } } } }`)}`;

/** Each is refused before anything runs, with the same code over HTTP and WebSocket. */
const REFUSED: readonly [name: string, code: string, sent: Sent][] = [
  ["nests too deep", "QUERY_TOO_DEEP", { query: nested(10) }],
  ["nests too deep through fragments", "QUERY_TOO_DEEP", { query: bomb(9) }],
  ["uses many aliases", "TOO_MANY_ALIASES", { query: `{ ${times(31, (at) => `a${at}: server { version }`)} }` }],
  ["uses many aliases of __typename", "TOO_MANY_ALIASES", { query: `{ ${times(31, (at) => `a${at}: __typename`)} }` }],
  ["has many root fields", "QUERY_TOO_COMPLEX", { query: `{ ${times(21, () => `server { version }`)} }` }],
  [
    "asks for neighbors of neighbors of neighbors",
    "QUERY_TOO_COMPLEX",
    {
      query: `{ document(key: "a") { neighbors(k: 100) { document { neighbors(k: 100) { document { neighbors(k: 100) { rank } } } } } } }`,
    },
  ],
  [
    "asks for much through variables",
    "QUERY_TOO_COMPLEX",
    {
      query: `query ($n: Int, $k: Int) { documents(first: $n) { edges { node { neighbors(k: $k) { rank } } } } }`,
      variables: { n: 100, k: 1000 },
    },
  ],
  [
    "asks for much through a default of a variable",
    "QUERY_TOO_COMPLEX",
    { query: `query ($k: Int = 1000) { documents(first: 100) { edges { node { neighbors(k: $k) { rank } } } } }` },
  ],
  [
    "asks for many columns",
    "QUERY_TOO_COMPLEX",
    { query: `{ ${times(13, (at) => `a${at}: clustering { assignments { count } recut { clusterCount } }`)} }` },
  ],
  ["has too many tokens", "GRAPHQL_PARSE_FAILED", { query: `{ ${"server { version } ".repeat(1300)} }` }],
  ["is no GraphQL", "GRAPHQL_PARSE_FAILED", { query: "{ server {" }],
  ["asks for an unknown field", "GRAPHQL_VALIDATION_FAILED", { query: "{ nothing }" }],
  ["repeats a directive", "GRAPHQL_VALIDATION_FAILED", { query: `{ __typename ${"@skip(if: false) ".repeat(50)} }` }],
  ["spreads a fragment in itself", "GRAPHQL_VALIDATION_FAILED", { query: `{ ...f } fragment f on Query { ...f }` }],
  ["leaves out a variable", "BAD_USER_INPUT", { query: `query ($id: ID!) { node(id: $id) { id } }` }],
  [
    "gives a variable of another type",
    "BAD_USER_INPUT",
    { query: `query ($k: Int) { document(key: "a") { neighbors(k: $k) { rank } } }`, variables: { k: "3" } },
  ],
  [
    "gives a number beyond 32 bits",
    "BAD_USER_INPUT",
    { query: `query ($k: Int) { document(key: "a") { neighbors(k: $k) { rank } } }`, variables: { k: 10_000_000_000 } },
  ],
];

/** Each is a fault of one field, in an answer whose other fields are there. */
const FIELD_FAULTS: readonly [name: string, code: string, sent: Sent][] = [
  ...[0, -1, 1001, 1_000_000_000].map(
    (k) =>
      [
        `k: ${k}`,
        "BAD_USER_INPUT",
        { query: `{ server { version } document(key: "a") { neighbors(k: ${k}) { rank } } }` },
      ] as [string, string, Sent],
  ),
  ...[0, -1, 1_000_000_000].map(
    (k) =>
      [`search k: ${k}`, "BAD_USER_INPUT", { query: `{ search(text: "x", k: ${k}) { rank } }` }] as [
        string,
        string,
        Sent,
      ],
  ),
  ["a search vector of the wrong length", "VECTOR_DIMENSION_MISMATCH", { query: "{ search(vector: [1]) { rank } }" }],
  ["an unknown collection", "NOT_FOUND", { query: `{ documents(collection: "none") { totalCount } }` }],
  ["minClusterSize: 1", "BAD_USER_INPUT", { query: `mutation { recluster(input: { minClusterSize: 1 }) { id } }` }],
];

describe("an operation is refused alike over HTTP and WebSocket where it", () => {
  let api: ApiHarness;
  let socket: Client;

  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest([{ key: "a", text: "x" }]);
    socket = api.socket();
  });
  afterAll(() => api.close());

  /** Over WebSocket faults of a whole operation come as an error, those of fields in a result. */
  async function overSocket({ query, variables = {} }: Sent): Promise<Pick<Answer, "data" | "errors">> {
    const results: Data[] = [];
    try {
      for await (const result of socket.iterate({ query, variables })) results.push(result);
    } catch (errors) {
      return { errors: errors as NonNullable<Answer["errors"]> };
    }
    return results[0];
  }
  async function both(sent: Sent): Promise<[Answer, Pick<Answer, "data" | "errors">]> {
    return [await api.ask(sent.query, sent.variables), await overSocket(sent)];
  }

  it.each(REFUSED)("%s", async (_name, code, sent) => {
    api.calls.reset();
    const [http, ws] = await both(sent);
    expect(http.status).toBe(400);
    expect(http.errors?.[0]?.extensions["code"]).toBe(code);
    expect(http.data ?? null).toBeNull();
    expect(ws.errors).toEqual(http.errors);
    expect(api.calls.count()).toEqual({});
  });

  it.each(FIELD_FAULTS)("gives %s", async (_name, code, sent) => {
    const [http, ws] = await both(sent);
    expect(http.status).toBe(200);
    expect(http.errors?.[0]?.extensions["code"]).toBe(code);
    expect(ws).toEqual({ data: http.data, errors: http.errors });
  });

  it("tells the limit and what was asked for", async () => {
    const { code, message, extensions } = await api.refusal(
      `{ documents(first: 100) { edges { node { neighbors(k: 1000) { document { key } } } } } }`,
    );
    expect(code).toBe("QUERY_TOO_COMPLEX");
    expect(extensions).toMatchObject({ max: 50_000, maxCost: 50_000 });
    expect(extensions["actual"]).toBeGreaterThanOrEqual(200_000);
    expect(message).toContain("ask for less");
    const { server } = await api.data("{ server { limits { maxCost maxK maxPage maxTextBytes maxIngestDocuments } } }");
    expect(server.limits).toEqual({
      maxCost: 50_000,
      maxK: 1000,
      maxPage: 100,
      maxTextBytes: 65_535,
      maxIngestDocuments: 5000,
    });
  });

  it("reads large variables once: what decides no limit is not looked at before it runs", async () => {
    const parse = vi.spyOn(GraphQLFloat, "parseValue");
    const vector = Array.from({ length: TINY_DIMENSION }, () => 1);
    const query = `query ($v: [Float!], $k: Int, $more: Boolean!) { search(vector: $v, k: $k) { rank distance @include(if: $more) } }`;
    const sent = { query, variables: { v: vector, k: 1, more: false } };
    const [http, ws] = await both(sent);
    expect([http.data, ws.data]).toEqual([{ search: [{ rank: 1 }] }, { search: [{ rank: 1 }] }]);
    expect(parse).toHaveBeenCalledTimes(2 * vector.length);
    parse.mockRestore();
  });

  it("counts by first and k also where another argument of the field does not fit", async () => {
    const query = `query ($k: Int!, $v: [Float!]) { ${times(20, (at) => `a${at}: search(vector: $v, k: $k) { document { neighbors(k: 10) { rank } } }`)} }`;
    for (const v of [[1], ["none"]])
      expect((await api.ask(query, { k: 1000, v })).errors?.[0]?.extensions["code"]).toBe("QUERY_TOO_COMPLEX");
  });

  it("has more than five faults: no more are told", async () => {
    const { errors } = await api.ask(`{ ${times(200, (at) => `nothing${at}`)} }`);
    expect(errors?.length).toBeLessThanOrEqual(6);
  });

  it("and takes what the limits allow", async () => {
    const vector = Array.from({ length: TINY_DIMENSION }, () => 1);
    const allowed: Sent[] = [
      { query: nested(6) },
      { query: `{ server { ${times(30, (at) => `a${at}: version`)} } }` },
      { query: `{ ${times(20, (at) => `a${at}: server { version }`)} }` },
      { query: `query ($v: [Float!]) { search(vector: $v, k: 1000) { rank } }`, variables: { v: vector } },
      { query: `{ documents(first: 100, filter: { all: [] }) { edges { node { neighbors(k: 200) { rank } } } } }` },
    ];
    for (const sent of allowed) {
      const [http, ws] = await both(sent);
      expect(http.errors, sent.query.slice(0, 60)).toBeUndefined();
      expect(ws).toEqual({ data: http.data });
    }
  });
});
