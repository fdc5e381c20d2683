import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ApiHarness, type Data } from "../support/api-harness.js";

const INGEST = `mutation ($documents: [DocumentInput!]!) { ingestDocuments(documents: $documents) { inserted rejected { index code message } } }`;

describe("fields of a document", () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest([{ key: "before", text: "here before" }]);
  });
  afterAll(async () => {
    expect((await api.data(`{ document(key: "before") { text } }`)).document).toEqual({ text: "here before" });
    expect(Object.keys(Object.prototype)).toEqual([]);
    await api.close();
  });

  /** Sent as text: JSON.stringify would leave an own __proto__ out or in as it likes. */
  async function ingestFields(fields: string): Promise<Data> {
    const variables = `{"documents":[{"key":"k","text":"word","fields":${fields}}]}`;
    return api.post(`{"query":${JSON.stringify(INGEST)},"variables":${variables}}`);
  }

  it.each([
    [`{"__proto__":{"polluted":true}}`, "__proto__"],
    [`{"a":{"__proto__":1}}`, "__proto__"],
    [`{"a":[{"constructor":{"prototype":{"polluted":true}}}]}`, "constructor"],
    [`{"prototype":1}`, "prototype"],
  ])("%s are refused, naming the member", async (fields, name) => {
    const { data } = await ingestFields(fields);
    expect(data.ingestDocuments).toMatchObject({
      inserted: 0,
      rejected: [
        { index: 0, code: "BAD_USER_INPUT", message: expect.stringContaining(`a member named ${name}`) as string },
      ],
    });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("given as a literal are refused alike", async () => {
    const { ingestDocuments } = await api.data(
      `mutation { ingestDocuments(documents: [{ text: "word", fields: { __proto__: { polluted: true } } }]) { inserted rejected { code } } }`,
    );
    expect(ingestDocuments).toEqual({ inserted: 0, rejected: [{ code: "BAD_USER_INPUT" }] });
  });

  it.each([
    ["a list", "[1]", 400],
    ["a text", `"x"`, 400],
    ["a number", "1", 400],
    ["of great depth", `${`{"a":`.repeat(5000)}1${"}".repeat(5000)}`, 400],
    ["deeper than is kept", `${`{"a":`.repeat(40)}1${"}".repeat(40)}`, 200],
    ["too large", `{"a":"${"x".repeat(70_000)}"}`, 200],
    ["with a lone surrogate", `{"a":"\\ud800"}`, 200],
    ["with a number beyond JSON", `{"a":1e400}`, 200],
  ])("that are %s are refused", async (_name, fields, status) => {
    const answer = await ingestFields(fields);
    expect(answer.status).toBe(status);
    const code = answer.errors?.[0]?.extensions["code"] ?? answer.data.ingestDocuments.rejected[0]?.code;
    expect(["BAD_USER_INPUT", "TEXT_TOO_LONG"]).toContain(code);
    expect((await api.data(`{ document(key: "k") { key } }`)).document).toBeNull();
  });

  it("and texts with odd characters come back to the letter", async () => {
    const odd = [
      "\u0000",
      "a\u0000b",
      "\u{1F600}",
      "'; drop table documents; --",
      "\\",
      `"`,
      "\u2028",
      "é\u0301",
      "\uFEFF",
      "%00",
      "${x}",
    ];
    const fields = Object.fromEntries(odd.map((text, at) => [text, odd.slice(0, at)]));
    const rows = odd.map((text, at) => ({
      key: `odd ${text}`,
      title: text.trim() || "x",
      text: `word ${text} end`,
      url: `x${text}y`,
      fields: { ...fields, at },
    }));
    const { rejected } = await api.ingest(rows);
    expect(rejected).toEqual([]);
    for (const row of rows) {
      const { document } = await api.data(
        `query ($key: String) { document(key: $key) { key title text url fields } }`,
        { key: row.key },
      );
      expect(document).toEqual(row);
      const byField = await api.data(`query ($filter: DocumentFilter) { documents(filter: $filter) { totalCount } }`, {
        filter: { all: [{ field: odd[5], op: "CONTAINS", value: odd[2] }], keys: [row.key] },
      });
      expect(byField.documents.totalCount).toBe(1);
    }
  });

  it("named like members of objects can be filtered by, and match nothing where they are absent", async () => {
    for (const field of ["toString", "__proto__", "constructor", "length", "$", "$.a", "a.b", "[0]", ""]) {
      const filter = { all: [{ field, op: "NE", value: 1 }] };
      const { documents } = await api.data(
        `query ($filter: DocumentFilter) { documents(filter: $filter) { totalCount } }`,
        { filter },
      );
      expect([field, documents.totalCount]).toEqual([field, 0]);
    }
  });
});
