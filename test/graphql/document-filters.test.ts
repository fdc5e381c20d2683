import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Document } from "../../src/store/document.js";
import type { DocumentFilter } from "../../src/store/document-filter.js";
import { matchesFilter } from "../oracle/matches-filter.js";
import { ApiHarness, type Data } from "../support/api-harness.js";

const VALUES: readonly unknown[] = [
  0,
  1,
  -1,
  1.5,
  2 ** 53,
  "1",
  "",
  "abc",
  "abd",
  "Abc",
  "é",
  true,
  false,
  null,
  [],
  [1, "a"],
  ["1", true],
  { a: 1 },
];
const DATES = ["2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z", null];
const DOCUMENTS = [undefined, ...VALUES].map((value, at) => ({
  key: `f-${String(at).padStart(2, "0")}`,
  title: `Title ${at}`,
  text: `words ${at}`,
  publishedAt: DATES[at % 3] ?? null,
  fields: value === undefined ? { other: 1 } : { "a b.c": value },
}));
const STORED = DOCUMENTS.map(({ publishedAt, ...rest }) => ({
  ...rest,
  url: null,
  publishedAt: publishedAt === null ? null : Date.parse(publishedAt),
})) as Document[];
const SCALARS = VALUES.filter((value) => ["string", "number", "boolean"].includes(typeof value)) as (string | number)[];
const field = "a b.c";

let api: ApiHarness;
beforeAll(async () => {
  api = await ApiHarness.open();
  await api.ingest(DOCUMENTS);
});
afterAll(() => api.close());

const QUERY = `query ($filter: DocumentFilter) { documents(first: 100, filter: $filter) { totalCount edges { node { key } } } }`;

async function keysOf(filter: object): Promise<string[]> {
  const { documents } = await api.data(QUERY, { filter });
  const keys = documents.edges.map(({ node }: Data) => node.key);
  expect(documents.totalCount).toBe(keys.length);
  return keys;
}
const expected = (filter: DocumentFilter): string[] =>
  STORED.filter((each) => matchesFilter(each, filter)).map(({ key }) => key);

describe("a filter on a field", () => {
  it.each(["EQ", "NE", "CONTAINS"] as const)(
    "%s compares without coercion; a missing field matches nothing",
    async (op) => {
      for (const value of SCALARS) {
        const filter = { all: [{ field, op, value }] };
        const keys = await keysOf(filter);
        expect(keys, String(value)).toEqual(expected(filter));
        expect(keys).not.toContain("f-00");
      }
    },
  );

  it.each(["LT", "LE", "GT", "GE"] as const)("%s orders numbers by value and strings by UTF-8 bytes", async (op) => {
    for (const value of SCALARS.filter((scalar) => typeof scalar !== "boolean")) {
      const filter = { all: [{ field, op, value }] };
      expect(await keysOf(filter), String(value)).toEqual(expected(filter));
    }
    expect(await api.refusal(QUERY, { filter: { all: [{ field, op, value: true }] } })).toMatchObject({
      code: "BAD_USER_INPUT",
      message: `filter.all[0].value: expected a number or a string for ${op}, got boolean`,
    });
  });

  it("IN matches one of the values, of mixed types", async () => {
    const filter = { all: [{ field, op: "IN" as const, value: [1, "abc", true, 7] }] };
    expect(await keysOf(filter)).toEqual(expected(filter));
    expect((await keysOf(filter)).length).toBe(3);
  });

  it("CONTAINS is membership of a list, not a part of a text", async () => {
    expect(await keysOf({ all: [{ field, op: "CONTAINS", value: "ab" }] })).toEqual([]);
    expect(await keysOf({ all: [{ field, op: "CONTAINS", value: 1 }] })).toHaveLength(1);
  });

  it("is EQ where no op is given", async () => {
    expect(await keysOf({ all: [{ field, value: "abc" }] })).toEqual(
      expected({ all: [{ field, op: "EQ", value: "abc" }] }),
    );
  });

  it.each([
    ["a null", { op: "EQ", value: null }, /all\[0\]\.value: expected a string, a number or a boolean, got null/],
    ["no value", { op: "NE" }, /got null/],
    ["an object", { op: "EQ", value: { a: 1 } }, /got object/],
    ["a list for EQ", { op: "EQ", value: [1] }, /got an array/],
    ["no list for IN", { op: "IN", value: 1 }, /expected an array for IN, got number/],
    ["an empty list for IN", { op: "IN", value: [] }, /at least one value/],
    ["a list with a null for IN", { op: "IN", value: [1, null] }, /value\[1\].*got null/],
  ])("refuses %s", async (_name, condition, message) => {
    expect(await api.refusal(QUERY, { filter: { all: [{ field, ...condition }] } })).toMatchObject({
      code: "BAD_USER_INPUT",
      message: expect.stringMatching(message) as string,
    });
  });

  it("refuses more than 100 conditions", async () => {
    const all = Array.from({ length: 101 }, () => ({ field, op: "EQ", value: 1 }));
    expect(await api.refusal(QUERY, { filter: { all } })).toMatchObject({ code: "BAD_USER_INPUT" });
  });
});

describe("the parts of a filter", () => {
  it("hold together: all, any, keys and dates", async () => {
    const filter: DocumentFilter = {
      all: [{ field, op: "NE", value: "abc" }],
      any: [
        { field, op: "GE", value: 0 },
        { field, op: "EQ", value: true },
      ],
      keys: ["f-01", "f-02", "f-04", "f-12", "f-99"],
      publishedAfter: Date.parse("2025-12-31T23:59:59Z"),
      publishedBefore: Date.parse("2026-01-02T00:00:00Z"),
    };
    const asked = { ...filter, publishedAfter: "2026-01-01T00:59:59+01:00", publishedBefore: "2026-01-02T00:00:00Z" };
    expect(await keysOf(asked)).toEqual(expected(filter));
    expect((await keysOf(asked)).length).toBeGreaterThan(0);
  });

  it("exclude the bounds of dates, and documents without a date", async () => {
    expect(await keysOf({ publishedAfter: DATES[0] })).toEqual(
      DOCUMENTS.filter(({ publishedAt }) => publishedAt === DATES[1]).map(({ key }) => key),
    );
    expect(await keysOf({ publishedBefore: DATES[0] })).toEqual([]);
  });

  it("that are null or absent hold; an empty any matches nothing, an empty all everything", async () => {
    const everything = DOCUMENTS.map(({ key }) => key);
    const nulls = { all: null, any: null, keys: null, cluster: null, publishedAfter: null, publishedBefore: null };
    expect(await keysOf(nulls)).toEqual(everything);
    expect(await keysOf({})).toEqual(everything);
    expect(await keysOf({ all: [] })).toEqual(everything);
    expect(await keysOf({ any: [] })).toEqual([]);
    expect(await keysOf({ keys: [] })).toEqual([]);
  });

  it.each(["yesterday", "2026-02-30T00:00:00Z", "2026-01-01", ""])("refuse %j as a date", async (publishedAfter) => {
    expect(await api.refusal(QUERY, { filter: { publishedAfter } })).toMatchObject({
      status: 400,
      code: "BAD_USER_INPUT",
    });
  });
});
