import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Document } from "../../src/store/document.js";
import type { DocumentFilter } from "../../src/store/document-filter.js";
import { matchesFilter } from "../oracle/matches-filter.js";
import { foreignCollection, type ForeignField } from "../store/milvus/fake-server/foreign-collection.js";
import { FakeMilvus } from "../store/milvus/fake-server/fake-milvus.js";
import { ApiHarness, type Data } from "../support/api-harness.js";
import { milvusConfig } from "../support/milvus-config.js";

const FIELDS: readonly ForeignField[] = [
  { name: "doc_id", type: "VarChar", key: true },
  { name: "vec", type: "FloatVector", dim: 2 },
  { name: "Headline", type: "VarChar" },
  { name: "page_content", type: "VarChar" },
  { name: "published_at", type: "Int64", nullable: true },
  { name: "link", type: "VarChar" },
  { name: "lang", type: "VarChar", nullable: true },
  { name: "in", type: "VarChar" },
  { name: "big", type: "Int64" },
  { name: "small", type: "Int8" },
  { name: "ratio", type: "Float" },
  { name: "score", type: "Double" },
  { name: "hot", type: "Bool" },
  { name: "tags", type: "Array", element: "VarChar" },
  { name: "meta", type: "JSON" },
];
const LANGUAGES = ["en", "de", 'a"b\\c\n', null];
const BIG = [5n, -5n, 9007199254740993n, 9223372036854775806n];

const rows = Array.from({ length: 40 }, (_, at) => ({
  doc_id: `d'${at % 3}"${at}`,
  vec: [at, at % 7],
  Headline: at % 9 === 0 ? "" : `Headline ${at}`,
  page_content: `First line of ${at}\nand more`,
  published_at: at % 4 === 0 ? null : BigInt(at % 2 ? 1_700_000_000 + at : 1_700_000_000_000 + at),
  link: at % 2 ? `https://example.org/${at}` : "",
  lang: LANGUAGES[at % 4],
  in: at % 2 ? "yes" : "no",
  big: BIG[at % 4],
  small: (at % 5) - 2,
  ratio: 0.1,
  score: at / 8,
  hot: at % 3 === 0,
  tags: at % 2 ? ["a", "b"] : [],
  meta: { depth: at % 3 },
  ...(at % 5 === 0 && { extra: at % 10 === 0 ? "seen" : at }),
}));

let server: FakeMilvus;
let api: ApiHarness;
let documents: Document[];
beforeAll(async () => {
  server = await FakeMilvus.start();
  foreignCollection(server, "papers", FIELDS, rows, { dynamic: true });
  api = await ApiHarness.open({ milvus: milvusConfig(server.uri) });
  await api.data(`mutation { attachCollection(input: { name: "papers", milvusCollection: "papers" }) { id } }`);
  const { documents: page } = await api.data(
    `{ documents(collection: "papers", first: 100) { edges { node { key title text url publishedAt fields } } } }`,
  );
  documents = page.edges.map(({ node }: Data) => ({
    ...node,
    publishedAt: node.publishedAt === null ? null : Date.parse(node.publishedAt as string),
  }));
});
afterAll(async () => {
  await api.close();
  server.stop();
});

async function found(filter: object): Promise<string[]> {
  const { documents: page } = await api.data(
    `query ($filter: DocumentFilter) {
      documents(collection: "papers", first: 100, filter: $filter) { totalCount edges { node { key } } }
    }`,
    { filter },
  );
  expect(page.totalCount).toBe(page.edges.length);
  return page.edges.map(({ node }: Data) => node.key);
}

describe("fields of an attached collection", () => {
  it("are what they are in Milvus, those with a role apart", () => {
    const byKey = new Map(documents.map((document) => [document.key, document]));
    expect(documents.map(({ key }) => key)).toEqual(
      rows.map((row) => row.doc_id).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    );
    expect(byKey.get(rows[1]!.doc_id)).toEqual({
      key: rows[1]!.doc_id,
      title: "Headline 1",
      text: "First line of 1\nand more",
      url: "https://example.org/1",
      publishedAt: 1_700_000_001_000,
      fields: {
        lang: "de",
        in: "yes",
        big: -5,
        small: -1,
        ratio: Math.fround(0.1),
        score: 0.125,
        hot: false,
        tags: ["a", "b"],
        meta: { depth: 1 },
      },
    });
    // Without a title the first line, in milliseconds, beyond 53 bits in digits, null left out, the dynamic field's members in.
    expect(byKey.get(rows[10]!.doc_id)).toMatchObject({
      url: null,
      publishedAt: 1_700_000_000_010,
      fields: { big: "9007199254740993", extra: "seen" },
    });
    expect(byKey.get(rows[9]!.doc_id)!.title).toBe("First line of 9");
    expect(byKey.get(rows[3]!.doc_id)!.fields).not.toHaveProperty("lang");
    expect(byKey.get(rows[4]!.doc_id)!.publishedAt).toBeNull();
  });

  it("are filtered by as everywhere: no coercion, and what is missing matches nothing", async () => {
    const field = fc.constantFrom(
      "lang",
      "in",
      "big",
      "small",
      "ratio",
      "score",
      "hot",
      "tags",
      "meta",
      "extra",
      "none",
      "Headline",
      "doc_id",
    );
    const value = fc.constantFrom(
      "en",
      'a"b\\c\n',
      "yes",
      "",
      "seen",
      "9007199254740993",
      "5",
      "true",
      "a",
      5,
      -5,
      0,
      1,
      -2,
      200,
      1.5,
      0.1,
      Math.fround(0.1),
      2 ** 53,
      15,
      1e300,
      true,
      false,
    );
    const scalar = fc.constantFrom("EQ", "NE", "CONTAINS");
    const condition = fc.oneof(
      fc.record({ field, op: scalar, value }),
      fc.record({
        field,
        op: fc.constantFrom("LT", "LE", "GT", "GE"),
        value: value.filter((one) => typeof one !== "boolean"),
      }),
      fc.record({ field, op: fc.constant("IN"), value: fc.array(value, { minLength: 1, maxLength: 3 }) }),
    );
    const filters = fc.record(
      {
        all: fc.array(condition, { maxLength: 2 }),
        any: fc.array(condition, { minLength: 1, maxLength: 2 }),
        publishedAfter: fc.constantFrom(1_700_000_000_000, 1_700_000_005_000),
        keys: fc.constantFrom(rows.map((row) => row.doc_id).slice(0, 20)),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        const expected = documents.filter((document) => matchesFilter(document, filter as DocumentFilter));
        const { publishedAfter } = filter;
        const input = { ...filter, ...(publishedAfter && { publishedAfter: new Date(publishedAfter).toISOString() }) };
        expect(await found(input)).toEqual(expected.map(({ key }) => key));
      }),
      { numRuns: 150, seed: 7 },
    );
  });

  it("narrow neighbors and runs too", async () => {
    const filter = {
      all: [
        { field: "hot", value: true },
        { field: "score", op: "LT", value: 3 },
      ],
    };
    const wanted = documents.filter(({ fields }) => fields.hot === true && (fields.score as number) < 3);
    const { document } = await api.data(
      `query ($key: String, $filter: DocumentFilter) {
        document(collection: "papers", key: $key) { neighbors(k: 100, filter: $filter) { document { key } } }
      }`,
      { key: rows[1]!.doc_id, filter },
    );
    expect(new Set(document.neighbors.map((neighbor: Data) => neighbor.document.key))).toEqual(
      new Set(wanted.map(({ key }) => key)),
    );
    const id = await api.recluster({ collection: "papers", filter, layout: false });
    const { clustering } = await api.data(`query ($id: ID) { clustering(id: $id) { documentCount stale } }`, { id });
    expect(clustering).toEqual({ documentCount: wanted.length, stale: false });
  });

  it("may be chosen, also from the dynamic field, and there may be no text at all", async () => {
    const bare = FIELDS.slice(0, 2);
    const plain = rows.slice(0, 5).map(({ doc_id, vec }, at) => ({ doc_id, vec, content: `Said ${at}`, kind: "note" }));
    const attach = `mutation ($input: AttachCollectionInput!) {
      attachCollection(input: $input) { documents(first: 1) { edges { node { key title text fields } } } }
    }`;
    const first = async (input: object): Promise<Data> =>
      (await api.data(attach, { input })).attachCollection.documents.edges[0].node;
    foreignCollection(server, "quick", bare, plain, { dynamic: true });
    expect(await first({ name: "quick", milvusCollection: "quick" })).toEqual({
      key: `d'0"0`,
      title: "Said 0",
      text: "Said 0",
      fields: { kind: "note" },
    });
    expect(await first({ name: "kinds", milvusCollection: "quick", titleField: "kind" })).toMatchObject({
      title: "note",
      fields: {},
    });
    foreignCollection(server, "silent", bare, plain);
    expect(await first({ name: "silent", milvusCollection: "silent" })).toEqual({
      key: `d'0"0`,
      title: `d'0"0`,
      text: "",
      fields: {},
    });
    await api.recluster({ collection: "silent", minClusterSize: 2, minSamples: 1, layout: false });
  });
});
