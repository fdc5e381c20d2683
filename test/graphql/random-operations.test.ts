import { type OperationTypeNode, parse, validate } from "graphql";
import { afterAll, beforeAll, expect, it } from "vitest";

import { ERROR_CODES } from "../../src/errors.js";
import { buildGraphqlSchema } from "../../src/graphql/build-schema.js";
import { seededNumbers } from "../contract/made-documents.js";
import { ApiHarness, type Data } from "../support/api-harness.js";
import { newsInputs } from "../support/news-inputs.js";
import { randomOperation } from "../support/random-operation.js";

const SEED = 20_261_124;

let api: ApiHarness;
const strings: string[] = [
  "",
  "default",
  "none",
  "n-00001",
  "n-00007",
  "a b",
  "\u0000",
  "__proto__",
  "../..",
  "nonsense",
];

beforeAll(async () => {
  api = await ApiHarness.open();
  await api.ingest(
    newsInputs(100).map((row, at) => ({ ...row, fields: { a: at % 3, b: `t${at % 2}`, list: [at % 4, "a"] } })),
  );
  await api.recluster({ minClusterSize: 2, minSamples: 1, projection: { neighbors: 8, epochs: 3 } });
  const known: Data = await api.data(`{
    collections { edges { cursor node { id } } } clusterings { edges { cursor node { id } } } projections { edges { cursor node { id } } }
    documents(first: 3) { edges { cursor node { id } } }
    clustering { clusters(first: 3) { edges { cursor node { id members(first: 2) { edges { cursor } } } } } noise(first: 2) { edges { cursor } } }
  }`);
  const collect = (value: unknown): void => {
    if (typeof value === "string") strings.push(value);
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(collect);
  };
  collect(known);
});
afterAll(() => api.close());

async function answerAll(
  kind: "query" | "mutation",
  operations: number,
): Promise<{ readonly answered: number; readonly codes: string[] }> {
  const schema = buildGraphqlSchema();
  const root = schema.getRootType(kind as OperationTypeNode)!;
  const next = seededNumbers(SEED);
  const random = (): number => (next() + 1) / 2;
  let answered = 0;
  const codes = new Set<string>();
  for (let made = 0; made < operations; made++) {
    const query = randomOperation(kind, root, { strings }, random);
    expect(validate(schema, parse(query)), query).toEqual([]);
    const { status, data, errors = [] } = await api.ask(query);
    const found = errors.map(({ extensions }) => String(extensions["code"]));
    expect([status, ...found.filter((code) => !(code in ERROR_CODES))], query).toEqual([
      data === undefined ? 400 : 200,
    ]);
    for (const code of found) codes.add(code);
    if (data) answered++;
  }
  expect(api.log.filter((line) => line.includes("request failed"))).toEqual([]);
  return { answered, codes: [...codes] };
}

it("1500 valid queries of random shape meet no fault of the server", async () => {
  const { answered, codes } = await answerAll("query", 1500);
  // They reach far: many are answered in whole or in part, and many a fault of arguments came up.
  expect(answered).toBeGreaterThan(500);
  expect(codes).toEqual(expect.arrayContaining(["BAD_USER_INPUT", "BAD_CURSOR", "NOT_FOUND"]));
}, 120_000);

it("300 valid mutations of random shape meet no fault of the server", async () => {
  const { answered, codes } = await answerAll("mutation", 300);
  expect(answered).toBeGreaterThan(20);
  expect(codes).toEqual(expect.arrayContaining(["BAD_USER_INPUT", "NOT_FOUND"]));
  expect((await api.data("{ server { health { ok } } }")).server.health.ok).toBe(true);
}, 120_000);
