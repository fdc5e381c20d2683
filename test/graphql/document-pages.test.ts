import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { byUtf8 } from "../oracle/brute-force-search.js";
import { ApiHarness, type Data } from "../support/api-harness.js";
import { allPages, connectionFields } from "../support/relay-pages.js";

/** The last two are in the order of their UTF-8 bytes; JavaScript would sort them the other way round. */
const ODD_KEYS = ["", " ", "A", "a", "a b", "a:b", "é", "\uFF5E", "\u{1F600}"].map((end) => `k${end}`);
const KEYS = [...ODD_KEYS, ...Array.from({ length: 14 }, (_, at) => `z${at}`)];
const QUERY = `query ($first: Int, $after: String, $filter: DocumentFilter) {
  documents(first: $first, after: $after, filter: $filter) { ${connectionFields("key")} }
}`;

describe("pages of documents", () => {
  let api: ApiHarness;
  const sorted = [...KEYS].sort(byUtf8);

  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest(KEYS.map((key, at) => ({ key, text: `word ${at}`, fields: { at } })));
  });
  afterAll(() => api.close());

  it.each([1, 5, 23, 24, 100])("of %i go through all of them in the order of the keys' UTF-8 bytes", async (first) => {
    const { nodes, pages } = await allPages(api, QUERY, { first }, ({ documents }) => documents);
    expect(nodes.map(({ key }) => key)).toEqual(sorted);
    expect(pages).toBe(Math.ceil(KEYS.length / first));
  });

  it("are the same through Collection.documents, and their cursors are good for both", async () => {
    const query = `query ($first: Int, $after: String) {
      collection { documents(first: $first, after: $after) { ${connectionFields("key")} } }
    }`;
    const through = await allPages(api, query, { first: 4 }, ({ collection }) => collection.documents);
    const direct = await allPages(api, QUERY, { first: 7 }, ({ documents }) => documents);
    expect(through.nodes).toEqual(direct.nodes);
    expect(through.cursors).toEqual(direct.cursors);
  });

  it("hold what passes the filter, and count it", async () => {
    const filter = { all: [{ field: "at", op: "GE", value: 10 }] };
    const { nodes } = await allPages(api, QUERY, { first: 4, filter }, ({ documents }) => documents);
    expect(nodes.map(({ key }) => key)).toEqual(sorted.filter((key) => KEYS.indexOf(key) >= 10));
  });

  it("number 20 by default, also where first and after are null", async () => {
    const { plain, nulls } = await api.data(
      `{ plain: documents { edges { cursor } } nulls: documents(first: null, after: null, filter: null) { edges { cursor } } }`,
    );
    expect(plain.edges).toHaveLength(20);
    expect(nulls).toEqual(plain);
  });

  it("go on where they were after documents before and behind the cursor were deleted or came", async () => {
    const pageAfter = async (after: string | null): Promise<Data> => {
      const { documents } = await api.data(QUERY, { first: 5, after });
      return documents;
    };
    const { pageInfo, edges } = await pageAfter(null);
    const before = await pageAfter(pageInfo.endCursor);
    const last = edges.at(-1).node.key;
    await api.data(`mutation ($keys: [String!]!) { deleteDocuments(keys: $keys) }`, { keys: [sorted[0], last] });
    await api.ingest([{ key: "a-new-one", text: "new" }]);
    expect((await pageAfter(pageInfo.endCursor)).edges).toEqual(before.edges);
  });

  it.each([0, -1, 101, 2_147_483_647])("refuses first: %i and says what goes", async (first) => {
    expect(await api.refusal(QUERY, { first })).toMatchObject({
      code: "BAD_USER_INPUT",
      message: `first must be a whole number from 1 to 100, got ${first}.`,
      extensions: { argument: "first", min: 1, max: 100, actual: first },
    });
  });

  it("refuses what is no cursor of this list", async () => {
    await api.data(`mutation { createCollection(input: { name: "other", dimension: 2 }) { id } }`);
    await api.ingest([{ key: "x", text: "x", vector: [1, 0] }], "other");
    const { documents, collections } = await api.data(
      `{ documents(collection: "other") { edges { cursor } } collections { edges { cursor } } }`,
    );
    const own: string = (await api.data(QUERY, { first: 1 })).documents.edges[0].cursor;
    const wrong = [
      "",
      "nonsense",
      "é",
      `${own}=`,
      `${own.slice(0, -2)}AA`,
      documents.edges[0].cursor,
      collections.edges[0].cursor,
    ];
    for (const after of wrong) {
      expect(await api.refusal(QUERY, { first: 1, after }), after).toMatchObject({ code: "BAD_CURSOR" });
    }
  });

  it("of an empty collection are empty", async () => {
    await api.data(`mutation { createCollection(input: { name: "empty", dimension: 2 }) { id } }`);
    const { documents } = await api.data(`{ documents(collection: "empty") { ${connectionFields("key")} } }`);
    const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
    expect(documents).toEqual({ totalCount: 0, edges: [], pageInfo });
  });
});
