import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  foreignCollection,
  TUTORIAL_FIELDS,
  type ForeignField,
} from "../store/milvus/fake-server/foreign-collection.js";
import { FakeMilvus } from "../store/milvus/fake-server/fake-milvus.js";
import { ApiHarness, type Data } from "../support/api-harness.js";
import { MADE_DIMENSION, madeInputs } from "../support/made-space.js";
import { milvusConfig } from "../support/milvus-config.js";

const ATTACH = `mutation ($input: AttachCollectionInput!) {
  attachCollection(input: $input) { name store metric dimension readOnly documentCount revision model { name } }
}`;
const PAGE = `query ($name: String!, $after: String, $filter: DocumentFilter) {
  documents(collection: $name, first: 7, after: $after, filter: $filter) {
    totalCount pageInfo { hasNextPage endCursor } edges { node { id key title text url publishedAt fields } }
  }
}`;

/** Beyond what a JavaScript number holds, below zero, and such that their order as texts is another. */
const KEYS = [9007199254740993n, -12n, 5n, 10n, 9n, -3n, 9007199254740992n, 0n, 100n, ...range(20, 60)];
const IN_ORDER = [...KEYS].sort((a, b) => (a < b ? -1 : 1)).map(String);

function range(from: number, to: number): bigint[] {
  return Array.from({ length: to - from }, (_, at) => BigInt(from + at));
}

function tutorialRows(metric: "L2" | "COSINE" | "IP" = "L2"): { id: bigint; embedding: number[]; text: string }[] {
  return madeInputs(KEYS.length, metric).map(({ vector }, row) => ({
    id: KEYS[row]!,
    embedding: vector as number[],
    text: `Headline ${row}\nwhat it says about number ${row}`,
  }));
}

let server: FakeMilvus;
let api: ApiHarness;
beforeAll(async () => {
  server = await FakeMilvus.start();
  api = await ApiHarness.open({ milvus: milvusConfig(server.uri) });
});
afterAll(async () => {
  await api.close();
  server.stop();
});

const attach = async (name: string, rest: object = {}): Promise<Data> =>
  (await api.data(ATTACH, { input: { name, milvusCollection: name, ...rest } })).attachCollection;

async function pages(name: string, filter?: object): Promise<Data[]> {
  const found: Data[] = [];
  for (let after: string | null = null; ;) {
    const { documents } = await api.data(PAGE, { name, after, filter });
    found.push(...documents.edges.map(({ node }: Data) => node));
    if (!documents.pageInfo.hasNextPage) return found;
    after = documents.pageInfo.endCursor;
  }
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((x, at) => Math.fround(x) - Math.fround(b[at]!)));
}

describe("a collection as the tutorial makes it", () => {
  const rows = tutorialRows();
  beforeAll(async () => {
    foreignCollection(server, "news", TUTORIAL_FIELDS, rows);
    expect(await attach("news")).toEqual({
      name: "news",
      store: "MILVUS",
      metric: "L2",
      dimension: MADE_DIMENSION,
      readOnly: true,
      documentCount: KEYS.length,
      revision: 0,
      model: null,
    });
  });

  it("has its numbers for keys, in their own order from page to page, and first lines for titles", async () => {
    const documents = await pages("news");
    expect(documents.map(({ key }) => key)).toEqual(IN_ORDER);
    for (const { key, title, text, fields } of documents) {
      const row = rows.find(({ id }) => String(id) === key)!;
      expect({ title, text, fields }).toEqual({ title: row.text.split("\n")[0], text: row.text, fields: {} });
    }
  });

  it("is found by key, and by no other spelling of it", async () => {
    const query = `query ($key: String) { document(collection: "news", key: $key) { key title } }`;
    expect((await api.data(query, { key: "9007199254740993" })).document).toEqual({
      key: "9007199254740993",
      title: "Headline 0",
    });
    for (const key of ["05", "+5", "5.0", "1e1", " 5", "", "x", "99999999999999999999", "5 or id > 0"])
      expect((await api.data(query, { key })).document).toBeNull();
  });

  it("gives the neighbors that its vectors have, ties by number", async () => {
    const query = `{ documents(collection: "news", first: 100) { edges { node { key neighbors(k: 12) { distance document { key } } } } } }`;
    const { documents } = await api.data(query);
    const vectorOf = new Map(rows.map(({ id, embedding }) => [String(id), embedding]));
    for (const { node } of documents.edges) {
      const expected = IN_ORDER.filter((key) => key !== node.key)
        .map((key) => ({ key, distance: distance(vectorOf.get(key)!, vectorOf.get(node.key)!) }))
        .sort((a, b) => a.distance - b.distance || (BigInt(a.key) < BigInt(b.key) ? -1 : 1))
        .slice(0, 12);
      expect(node.neighbors.map(({ document }: Data) => document.key)).toEqual(expected.map(({ key }) => key));
      node.neighbors.forEach((neighbor: Data, at: number) =>
        expect(neighbor.distance).toBeCloseTo(expected[at]!.distance, 5),
      );
    }
  });

  it("is searched by vector, and by text not without a model", async () => {
    const query = `query ($vector: [Float!], $text: String) {
      search(collection: "news", vector: $vector, text: $text, k: 1) { distance document { key } }
    }`;
    const { search } = await api.data(query, { vector: rows[3]!.embedding });
    expect(search[0].distance).toBe(0);
    expect(await api.refusal(query, { text: "anything" })).toMatchObject({ code: "NO_EMBEDDING_MODEL" });
  });

  it("takes filters by key, and none that its documents have no field for", async () => {
    const filter = { keys: ["10", "9", "x", "-12", "1e3"] };
    expect((await pages("news", filter)).map(({ key }) => key)).toEqual(["-12", "9", "10"]);
    expect(await pages("news", { keys: ["x"] })).toEqual([]);
    expect(await pages("news", { all: [{ field: "text", op: "NE", value: "" }] })).toEqual([]);
  });

  it("is clustered in the order of its numbers", async () => {
    const id = await api.recluster({ collection: "news", minClusterSize: 2, minSamples: 1, layout: false });
    const query = `query ($id: ID) { clustering(id: $id) { documentCount stale clusterCount assignments { documentIds labels } } }`;
    const { clustering } = await api.data(query, { id });
    expect(clustering).toMatchObject({ documentCount: KEYS.length, stale: false });
    const ids = new Map((await pages("news")).map((document) => [document.id, document.key]));
    expect(clustering.assignments.documentIds.map((each: string) => ids.get(each))).toEqual(IN_ORDER);
    // Every fifth row is a copy of the one before, and copies belong together.
    const labelOf = new Map<string, number>();
    clustering.assignments.labels.forEach((label: number, at: number) => labelOf.set(IN_ORDER[at]!, label));
    for (let row = 4; row < rows.length; row += 5)
      expect(labelOf.get(String(KEYS[row]))).toBe(labelOf.get(String(KEYS[row - 1])));
  });

  it("is written to by nobody here", async () => {
    const ingest = `mutation { ingestDocuments(collection: "news", documents: [{ key: "1", text: "x" }]) { inserted } }`;
    expect(await api.refusal(ingest)).toMatchObject({ code: "COLLECTION_READ_ONLY" });
    const remove = `mutation { deleteDocuments(collection: "news", keys: ["5"]) }`;
    expect(await api.refusal(remove)).toMatchObject({ code: "COLLECTION_READ_ONLY" });
    const writes = /^(Insert|Upsert|Delete|Create|Drop|Alter|Release|Rename)/;
    const written = server.calls.filter(
      ({ method, request }) => writes.test(method) && !String(request.collection_name).startsWith("topograph_"),
    );
    expect(written).toEqual([]);
  });

  it("is forgotten with its runs when dropped, and stays in Milvus", async () => {
    foreignCollection(server, "kept", TUTORIAL_FIELDS, rows);
    await attach("kept");
    const id = await api.recluster({ collection: "kept", layout: false });
    server.calls.splice(0);
    expect((await api.data(`mutation { dropCollection(name: "kept") }`)).dropCollection).toBe(true);
    expect((await api.data(`query ($id: ID) { clustering(id: $id) { id } }`, { id })).clustering).toBeNull();
    expect(server.calls).toEqual([]);
    expect((await attach("kept")).documentCount).toBe(KEYS.length);
  });

  it("is the same after a restart, and needs MILVUS_URI for it", async () => {
    foreignCollection(server, "lasting", TUTORIAL_FIELDS, rows);
    let own = await ApiHarness.open({ milvus: milvusConfig(server.uri) });
    const { directory } = own;
    await own.data(ATTACH, { input: { name: "lasting", milvusCollection: "lasting" } });
    await own.close({ keep: true });
    own = await ApiHarness.open({ directory, milvus: milvusConfig(server.uri) });
    const count = `{ collection(name: "lasting") { readOnly documentCount } }`;
    expect((await own.data(count)).collection).toEqual({ readOnly: true, documentCount: KEYS.length });
    await own.close({ keep: true });
    own = await ApiHarness.open({ directory });
    expect(await own.refusal(count)).toMatchObject({ code: "STORE_NOT_CONFIGURED" });
    expect((await own.data(`mutation { dropCollection(name: "lasting") }`)).dropCollection).toBe(true);
    await own.close();
  });
});

describe("metrics of an attached collection", () => {
  it("COSINE measures vectors of any length by their directions", async () => {
    const rows = tutorialRows("COSINE");
    const stretched = rows.map((row, at) => ({ ...row, embedding: row.embedding.map((x) => x * (at + 0.25)) }));
    foreignCollection(server, "cosine", TUTORIAL_FIELDS, stretched, { metric: "COSINE" });
    await attach("cosine");
    const query = `{ document(collection: "cosine", key: "5") { neighbors(k: 20) { distance similarity document { key } } } }`;
    const { document } = await api.data(query);
    const vectorOf = new Map(rows.map(({ id, embedding }) => [String(id), embedding]));
    for (const neighbor of document.neighbors) {
      const expected = distance(vectorOf.get(neighbor.document.key)!, vectorOf.get("5")!);
      expect(neighbor.distance).toBeCloseTo(expected, 5);
      expect(neighbor.similarity).toBeCloseTo(1 - expected ** 2 / 2, 5);
    }
    const distances = document.neighbors.map((neighbor: Data) => neighbor.distance);
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
    await api.recluster({ collection: "cosine", layout: false });
  });

  it("IP takes unit vectors only", async () => {
    const rows = tutorialRows("IP");
    foreignCollection(server, "inner", TUTORIAL_FIELDS, rows, { metric: "IP" });
    expect(await attach("inner")).toMatchObject({ metric: "IP" });
    await api.recluster({ collection: "inner", layout: false });
    rows[7]!.embedding = rows[7]!.embedding.map((x) => x * 1.01);
    foreignCollection(server, "stretched", TUTORIAL_FIELDS, rows, { metric: "IP" });
    const input = { name: "stretched", milvusCollection: "stretched" };
    const refusal = await api.refusal(ATTACH, { input });
    expect(refusal).toMatchObject({ code: "METRIC_NOT_EUCLIDEAN", extensions: { key: "0" } });
    expect(refusal.message).toContain("COSINE");
  });

  it("COSINE refuses a vector of zeros, on attaching and in a scan after it", async () => {
    const rows = tutorialRows("COSINE");
    const zero = { id: 7n, text: "nowhere", embedding: Array<number>(MADE_DIMENSION).fill(0) };
    const input = { name: "zeros", milvusCollection: "zeros" };
    foreignCollection(server, "zeros", TUTORIAL_FIELDS, [...rows, zero], { metric: "COSINE" });
    expect(await api.refusal(ATTACH, { input })).toMatchObject({ code: "INVALID_VECTOR", extensions: { key: "7" } });
    const collection = foreignCollection(server, "zeros", TUTORIAL_FIELDS, rows, { metric: "COSINE" });
    await attach("zeros");
    collection.insert([zero]);
    const { status, error } = await api.ended(await api.start({ collection: "zeros", layout: false }));
    expect([status, error?.code]).toEqual(["FAILED", "INVALID_VECTOR"]);
    expect(error?.message).toContain('"7"');
  });

  it("are told by the index; without one, or with one of another kind, nothing is attached", async () => {
    for (const [name, options, part] of [
      ["bare", { indexed: [] }, "has no index"],
      ["hamming", { metric: "HAMMING" }, "HAMMING"],
    ] as const) {
      foreignCollection(server, name, TUTORIAL_FIELDS, [], options);
      const refusal = await api.refusal(ATTACH, { input: { name, milvusCollection: name } });
      expect(refusal).toMatchObject({ code: "BAD_USER_INPUT", extensions: { argument: "vectorField" } });
      expect(refusal.message).toContain(part);
    }
  });
});

describe("attachCollection", () => {
  const two: ForeignField[] = [...TUTORIAL_FIELDS, { name: "image", type: "FloatVector", dim: 3 }];

  it("asks which of two vector fields, and takes the one that is named", async () => {
    const row = { id: 1n, text: "one", embedding: Array<number>(8).fill(1), image: [1, 2, 3] };
    foreignCollection(server, "pictures", two, [row, { ...row, id: 2n, image: [1, 2, 5] }]);
    const input = { name: "pictures", milvusCollection: "pictures" };
    expect(await api.refusal(ATTACH, { input })).toMatchObject({
      code: "AMBIGUOUS_VECTOR_FIELD",
      extensions: { argument: "vectorField", choices: ["embedding", "image"] },
    });
    expect(await attach("pictures", { vectorField: "image" })).toMatchObject({ dimension: 3 });
    const { document } = await api.data(
      `{ document(collection: "pictures", key: "1") { neighbors(k: 1) { distance } } }`,
    );
    expect(document.neighbors).toEqual([{ distance: 2 }]);
  });

  it.each([
    ["a name that is none", { name: "a b" }, "BAD_USER_INPUT", "name must be"],
    ["a name that is taken", { name: "news" }, "CONFLICT", "already"],
    ["a collection that is not there", { milvusCollection: "none" }, "NOT_FOUND", '"none"'],
    ["a database that is not there", { database: "none" }, "NOT_FOUND", 'database "none"'],
    ["an empty name", { milvusCollection: "" }, "BAD_USER_INPUT", "milvusCollection"],
    ["a vector field that is none", { vectorField: "text" }, "BAD_USER_INPUT", '"embedding"'],
    ["a text field that is not there", { textField: "body" }, "BAD_USER_INPUT", '"text"'],
    ["a text field that is a vector", { textField: "embedding" }, "BAD_USER_INPUT", '"text"'],
    ["another model", { model: "someone/else" }, "EMBEDDING_MODEL_MISMATCH", "test/tiny"],
    ["a model of another dimension", { model: "test/tiny" }, "VECTOR_DIMENSION_MISMATCH", "16"],
  ])("refuses %s", async (_name, change, code, part) => {
    const refusal = await api.refusal(ATTACH, { input: { name: "other", milvusCollection: "news", ...change } });
    expect(refusal.code).toBe(code);
    expect(refusal.message).toContain(part);
    expect((await api.data(`{ collection(name: "other") { id } }`)).collection).toBeNull();
  });

  it("refuses a primary key of another type, and a collection without float vectors", async () => {
    const vector: ForeignField = { name: "v", type: "FloatVector", dim: 2 };
    foreignCollection(server, "odd", [{ name: "k", type: "Float", key: true }, vector], []);
    foreignCollection(server, "binary", [TUTORIAL_FIELDS[0]!, { name: "b", type: "BinaryVector", dim: 8 }], []);
    for (const name of ["odd", "binary"]) {
      const input = { name, milvusCollection: name };
      expect(await api.refusal(ATTACH, { input })).toMatchObject({ code: "BAD_USER_INPUT" });
    }
  });

  it("needs a server whose vectors are in Milvus", async () => {
    const own = await ApiHarness.open();
    const refusal = await own.refusal(ATTACH, { input: { name: "news", milvusCollection: "news" } });
    expect(refusal.code).toBe("STORE_NOT_CONFIGURED");
    expect(refusal.message).toContain("MILVUS_URI");
    await own.close();
  });

  it("reads other databases than the server's own", async () => {
    foreignCollection(server, "elsewhere", TUTORIAL_FIELDS, tutorialRows().slice(0, 3), { database: "archive" });
    expect(await attach("elsewhere", { database: "archive" })).toMatchObject({ documentCount: 3 });
    expect(await pages("elsewhere")).toHaveLength(3);
    await api.data(
      `{ document(collection: "elsewhere", key: "5") { neighbors(k: 2) { distance document { title } } } }`,
    );
  });
});
