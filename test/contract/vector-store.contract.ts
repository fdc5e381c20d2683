import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Document, EmbeddedDocument } from "../../src/store/document.js";
import type { DocumentFilter } from "../../src/store/document-filter.js";
import type { Metric, ScanBatch, SearchHit, StoreCollection, VectorStore } from "../../src/store/vector-store.js";
import { bruteForceSearch, byUtf8 } from "../oracle/brute-force-search.js";
import { matchesFilter } from "../oracle/matches-filter.js";
import { fields, filterFor, hostileText, madeDocument, seededNumbers, unitVector } from "./made-documents.js";

export interface StoreUnderTest {
  readonly store: VectorStore;
  /** Closes the store and opens it again on the same data. */
  reopen(): Promise<VectorStore>;
  /** Removes what the tests have left. */
  cleanUp(): Promise<void>;
}

export interface ContractOptions {
  /** How many random cases each property tries. */
  readonly runs: number;
}

const DIMENSION = 8;

/** What every VectorStore promises. The tests use collections of their own, so a shared server will do. */
export function vectorStoreContract(
  name: string,
  open: () => Promise<StoreUnderTest>,
  { runs }: ContractOptions,
): void {
  describe(name, () => {
    let underTest: StoreUnderTest;
    let store: VectorStore;
    beforeAll(async () => {
      underTest = await open();
      store = underTest.store;
    });
    afterAll(() => underTest.cleanUp());

    async function newCollection(
      documents: readonly EmbeddedDocument[] = [],
      metric: Metric = "L2",
      dimension = DIMENSION,
    ): Promise<string> {
      const id = randomUUID();
      await store.createCollection({ id, name: `c_${id.slice(0, 8)}`, metric, dimension });
      if (documents.length > 0) await store.upsert(id, documents);
      return id;
    }

    describe("collections", () => {
      test("every call on one that does not exist rejects NOT_FOUND, except dropping it", async () => {
        const id = randomUUID();
        const missing = { code: "NOT_FOUND" };
        await expect(store.upsert(id, [])).rejects.toMatchObject(missing);
        await expect(store.delete(id, ["a"])).rejects.toMatchObject(missing);
        await expect(store.get(id, ["a"])).rejects.toMatchObject(missing);
        await expect(store.getVectors(id, ["a"])).rejects.toMatchObject(missing);
        await expect(store.page(id, { limit: 1 })).rejects.toMatchObject(missing);
        await expect(store.count(id)).rejects.toMatchObject(missing);
        await expect(store.search(id, { target: { keys: ["a"] }, k: 1 })).rejects.toMatchObject(missing);
        await expect(allOf(store.scan(id))).rejects.toMatchObject(missing);
        await store.dropCollection(id);
      });

      test("a dropped one is gone with its documents; a new one of the same name is empty", async () => {
        const collection: StoreCollection = { id: randomUUID(), name: "dropped", metric: "L2", dimension: DIMENSION };
        await store.createCollection(collection);
        await store.upsert(collection.id, documentsOf(10));
        expect(await store.search(collection.id, { target: { keys: ["k0"] }, k: 3 })).toHaveLength(1);
        await store.dropCollection(collection.id);
        await expect(store.count(collection.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
        const again = { ...collection, id: randomUUID() };
        await store.createCollection(again);
        expect(await store.count(again.id)).toBe(0);
        expect(await store.page(again.id, { limit: 10 })).toEqual([]);
        expect(await store.search(again.id, { target: { vectors: new Float32Array(DIMENSION) }, k: 3 })).toEqual([[]]);
      });

      test("creating the same one again is no change; another one with its id is a conflict", async () => {
        const collection: StoreCollection = { id: randomUUID(), name: "twice", metric: "COSINE", dimension: DIMENSION };
        await store.createCollection(collection);
        await store.upsert(collection.id, documentsOf(2));
        await store.createCollection(collection);
        expect(await store.count(collection.id)).toBe(2);
        await expect(store.createCollection({ ...collection, dimension: 9 })).rejects.toMatchObject({
          code: "CONFLICT",
        });
      });

      test("keep apart what they hold", async () => {
        const [a, b] = [await newCollection(documentsOf(3)), await newCollection(documentsOf(5, 2))];
        await store.delete(a, ["k1"]);
        expect(await store.count(a)).toBe(2);
        expect(await store.count(b)).toBe(5);
        const [hits] = await store.search(a, { target: { keys: ["k0"] }, k: 10 });
        expect(hits?.map(({ key }) => key)).toEqual(["k2"]);
        await store.dropCollection(a);
        expect(await store.count(b)).toBe(5);
      });
    });

    describe("documents", () => {
      test("come back as they went in, whatever their texts, keys and fields hold", async () => {
        const id = await newCollection();
        const next = seededNumbers(1);
        await fc.assert(
          fc.asyncProperty(
            fc.uniqueArray(
              fc.record({
                key: hostileText,
                title: hostileText,
                text: hostileText,
                url: fc.option(hostileText),
                publishedAt: fc.option(fc.integer({ min: -(10 ** 14), max: 10 ** 14 })),
                fields,
              }),
              { selector: ({ key }) => key, minLength: 1, maxLength: 6 },
            ),
            async (parts) => {
              const documents = parts.map((part) => madeDocument(part.key, unitVector(DIMENSION, next), part));
              await store.upsert(id, documents);
              const keys = documents.map(({ key }) => key);
              expect(await store.get(id, keys)).toEqual(documents.map(withoutVector));
              expect(await store.getVectors(id, keys)).toEqual(documents.map(({ vector }) => vector));
              expect(await store.delete(id, keys)).toBe(keys.length);
            },
          ),
          { numRuns: runs },
        );
        expect(await store.count(id)).toBe(0);
      });

      test("are replaced as a whole; of two with one key in a batch the later one stays", async () => {
        const id = await newCollection();
        const next = seededNumbers(2);
        const [first, second] = [unitVector(DIMENSION, next), unitVector(DIMENSION, next)];
        await store.upsert(id, [madeDocument("a", first, { fields: { x: 1 }, url: "u", publishedAt: 5 })]);
        await store.upsert(id, [
          madeDocument("a", first, { title: "middle" }),
          madeDocument("b", first),
          madeDocument("a", second, { title: "last" }),
        ]);
        expect(await store.count(id)).toBe(2);
        expect(await store.get(id, ["a"])).toEqual([withoutVector(madeDocument("a", second, { title: "last" }))]);
        expect(await store.getVectors(id, ["a"])).toEqual([second]);
      });

      test("are got in the order asked for, null where there is none, also for keys no document can have", async () => {
        const id = await newCollection(documentsOf(3));
        const keys = ["k2", "no", "k0", "k2", "\ud800", "'", "k0\u0000"];
        const expected = ["k2", null, "k0", "k2", null, null, null];
        expect((await store.get(id, keys)).map((document) => document?.key ?? null)).toEqual(expected);
        const vectors = await store.getVectors(id, keys);
        expect(vectors.map((vector) => vector !== null)).toEqual(expected.map((key) => key !== null));
      });

      test("a batch with one that cannot be stored is refused whole", async () => {
        const id = await newCollection(documentsOf(1));
        const vector = new Float32Array(DIMENSION).fill(1);
        const nan = vector.slice();
        nan[3] = NaN;
        const faults: [EmbeddedDocument, string][] = [
          [madeDocument("bad", new Float32Array(DIMENSION + 1)), "VECTOR_DIMENSION_MISMATCH"],
          [madeDocument("bad", nan), "INVALID_VECTOR"],
          [madeDocument("bad\udc00", vector), "BAD_USER_INPUT"],
          [madeDocument("bad", vector, { text: "\ud800" }), "BAD_USER_INPUT"],
          [
            madeDocument("bad", vector, { fields: JSON.parse(`${'{"a":'.repeat(100)}1${"}".repeat(100)}`) }),
            "BAD_USER_INPUT",
          ],
        ];
        for (const [bad, code] of faults) {
          await expect(store.upsert(id, [madeDocument("good", vector), bad])).rejects.toMatchObject({ code });
        }
        expect(await store.count(id)).toBe(1);
      });

      test("delete tells how many were there", async () => {
        const id = await newCollection(documentsOf(5));
        expect(await store.delete(id, ["k1", "k1", "no", "k3"])).toBe(2);
        expect(await store.delete(id, ["k1", "k3"])).toBe(0);
        expect(await store.delete(id, [])).toBe(0);
        expect((await store.page(id, { limit: 10 })).map(({ key }) => key)).toEqual(["k0", "k2", "k4"]);
      });

      test("no order of writes makes them differ from a plain map", async () => {
        const key = fc.constantFrom("a", "b", "c", "\uffff", "😀");
        const step = fc.oneof(
          fc.record({
            kind: fc.constant("upsert" as const),
            keys: fc.array(key, { minLength: 1, maxLength: 4 }),
            value: fc.integer({ min: 0, max: 9 }),
          }),
          fc.record({ kind: fc.constant("delete" as const), keys: fc.array(key, { maxLength: 3 }) }),
        );
        await fc.assert(
          fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
            const id = await newCollection();
            const model = new Map<string, EmbeddedDocument>();
            for (const one of steps) {
              if (one.kind === "upsert") {
                const documents = one.keys.map((key, index) =>
                  madeDocument(key, new Float32Array(DIMENSION).fill(one.value + index), { fields: { n: one.value } }),
                );
                await store.upsert(id, documents);
                for (const document of documents) model.set(document.key, document);
              } else {
                const present = new Set(one.keys.filter((key) => model.has(key)));
                expect(await store.delete(id, one.keys)).toBe(present.size);
                for (const key of present) model.delete(key);
              }
              const expected = bruteForceSearch(new Float32Array(DIMENSION), model.values(), 10);
              expect(await store.search(id, { target: { vectors: new Float32Array(DIMENSION) }, k: 10 })).toEqual([
                closeTo(expected),
              ]);
            }
            const sorted = [...model.values()].sort((a, b) => byUtf8(a.key, b.key));
            expect(await store.count(id)).toBe(sorted.length);
            expect(await store.page(id, { limit: 100 })).toEqual(sorted.map(withoutVector));
            await store.dropCollection(id);
          }),
          { numRuns: Math.ceil(runs / 3) },
        );
      });
    });

    describe("paging and scanning", () => {
      const keys = [
        "",
        " ",
        "A",
        "Z",
        "a",
        "é",
        "z",
        "\u07ff",
        "\u0800",
        "\ud7ff",
        "\ue000",
        "\uffff",
        "\u{10000}",
        "😀",
        "\u{10ffff}",
        "a\u0000",
        "a\u0001",
        "ab",
      ];
      const sorted = [...keys].sort(byUtf8);
      let id: string;
      beforeAll(async () => {
        const next = seededNumbers(3);
        id = await newCollection(
          keys.map((key, index) =>
            madeDocument(key, unitVector(DIMENSION, next), { fields: { even: index % 2 === 0 } }),
          ),
        );
      });

      test.each([1, 2, 5, 100])("pages of %i follow the UTF-8 bytes of the keys", async (limit) => {
        const seen: string[] = [];
        for (let after: string | undefined; ;) {
          const page: Document[] = await store.page(id, { limit, ...(after === undefined ? {} : { after }) });
          seen.push(...page.map(({ key }) => key));
          if (page.length < limit) break;
          after = page.at(-1)!.key;
        }
        expect(seen).toEqual(sorted);
      });

      test("a page starts after a key whether or not the key exists", async () => {
        for (const after of [...keys, "b", "\ufffe", "😁", "a\u0000\u0000"]) {
          const expected = sorted.filter((key) => byUtf8(key, after) > 0).slice(0, 3);
          expect((await store.page(id, { after, limit: 3 })).map(({ key }) => key)).toEqual(expected);
        }
      });

      test("a page with a filter goes on to the documents that pass", async () => {
        const filter: DocumentFilter = { all: [{ field: "even", op: "EQ", value: true }] };
        const even = sorted.filter((key) => keys.indexOf(key) % 2 === 0);
        expect((await store.page(id, { limit: 3, filter })).map(({ key }) => key)).toEqual(even.slice(0, 3));
        expect((await store.page(id, { limit: 3, after: even[2]!, filter })).map(({ key }) => key)).toEqual(
          even.slice(3, 6),
        );
      });

      test("a scan gives all documents with their vectors in key order", async () => {
        const next = seededNumbers(4);
        const many = shuffled(
          Array.from({ length: 2500 }, (_, index) => madeDocument(`k${index}`, unitVector(DIMENSION, next))),
          next,
        );
        const large = await newCollection(many);
        const batches = await allOf(store.scan(large));
        const expected = [...many].sort((a, b) => byUtf8(a.key, b.key));
        expect(batches.flatMap(({ documents }) => documents)).toEqual(expected.map(withoutVector));
        for (const { documents, vectors } of batches) expect(vectors.length).toBe(documents.length * DIMENSION);
        expect(concatenated(batches)).toEqual(
          concatenated([{ documents: [], vectors: Float32Array.from(expected.flatMap(({ vector }) => [...vector])) }]),
        );
        await store.dropCollection(large);
      });

      test("a scan of nothing ends at once", async () => {
        expect(await allOf(store.scan(await newCollection()))).toEqual([]);
        expect(await allOf(store.scan(id, { keys: [] }))).toEqual([]);
      });

      test("a scan stops when it is cancelled", async () => {
        const controller = new AbortController();
        controller.abort();
        await expect(allOf(store.scan(id, undefined, controller.signal))).rejects.toMatchObject({ code: "CANCELLED" });
      });
    });

    describe("filters", () => {
      test("let through what the definition lets through, in page, count, scan and search alike", async () => {
        const next = seededNumbers(5);
        const sets = fc
          .uniqueArray(
            fc.record({ key: hostileText, fields, publishedAt: fc.option(fc.integer({ min: -5, max: 5 })) }),
            { selector: ({ key }) => key, minLength: 1, maxLength: 12 },
          )
          .map((parts) => parts.map((part) => madeDocument(part.key, unitVector(DIMENSION, next), part)))
          .chain((documents) =>
            fc.tuple(fc.constant(documents), fc.array(filterFor(documents), { minLength: 5, maxLength: 5 })),
          );
        await fc.assert(
          fc.asyncProperty(sets, async ([documents, filters]) => {
            const id = await newCollection(documents);
            for (const filter of filters) {
              const expected = documents
                .filter((document) => matchesFilter(document, filter))
                .map(({ key }) => key)
                .sort(byUtf8);
              expect((await store.page(id, { limit: 100, filter })).map(({ key }) => key)).toEqual(expected);
              expect(await store.count(id, filter)).toBe(expected.length);
              expect(
                (await allOf(store.scan(id, filter))).flatMap((batch) => batch.documents.map(({ key }) => key)),
              ).toEqual(expected);
              const [hits] = await store.search(id, { target: { vectors: documents[0]!.vector }, k: 100, filter });
              expect(hits?.map(({ key }) => key).sort(byUtf8)).toEqual(expected);
            }
            await store.dropCollection(id);
          }),
          { numRuns: runs },
        );
      });

      test("the fine points: no type is coerced, null and absent match nothing", async () => {
        const values = {
          one: 1,
          text: "1",
          yes: true,
          none: null,
          list: [1, "1", null, [1]],
          map: { a: 1 },
          high: "\u{10000}",
          low: "\uffff",
        };
        const id = await newCollection([madeDocument("a", new Float32Array(DIMENSION), { fields: values })]);
        const passes = async (field: string, op: string, value: unknown): Promise<boolean> =>
          (await store.count(id, { all: [{ field, op, value }] } as unknown as DocumentFilter)) === 1;
        expect(await passes("one", "EQ", 1)).toBe(true);
        expect(await passes("one", "EQ", "1")).toBe(false);
        expect(await passes("one", "EQ", true)).toBe(false);
        expect(await passes("one", "NE", "1")).toBe(true);
        expect(await passes("text", "EQ", 1)).toBe(false);
        expect(await passes("text", "LE", 1)).toBe(false);
        expect(await passes("yes", "EQ", 1)).toBe(false);
        expect(await passes("yes", "NE", 1)).toBe(true);
        expect(await passes("yes", "IN", [1, "true"])).toBe(false);
        expect(await passes("yes", "IN", [true])).toBe(true);
        expect(await passes("none", "NE", 1)).toBe(false);
        expect(await passes("absent", "NE", 1)).toBe(false);
        expect(await passes("list", "CONTAINS", 1)).toBe(true);
        expect(await passes("list", "CONTAINS", true)).toBe(false);
        expect(await passes("list", "EQ", 1)).toBe(false);
        expect(await passes("list", "NE", 1)).toBe(true);
        expect(await passes("text", "CONTAINS", "1")).toBe(false);
        expect(await passes("map", "CONTAINS", 1)).toBe(false);
        expect(await passes("map", "EQ", '{"a":1}')).toBe(false);
        expect(await passes("map.a", "EQ", 1)).toBe(false);
        expect(await passes("high", "GT", "\uffff")).toBe(true);
        expect(await passes("low", "LT", "\u{10000}")).toBe(true);
      });

      test("ten thousand keys and ten thousand values are fine", async () => {
        const next = seededNumbers(6);
        const documents = Array.from({ length: 300 }, (_, index) =>
          madeDocument(`k${index}`, unitVector(DIMENSION, next), { fields: { n: index } }),
        );
        const id = await newCollection(documents);
        const keys = Array.from({ length: 10_000 }, (_, index) => `k${index * 2}`);
        expect(await store.count(id, { keys })).toBe(150);
        expect(
          await store.count(id, { all: [{ field: "n", op: "IN", value: keys.map((_, index) => index * 2) }] }),
        ).toBe(150);
        const [hits] = await store.search(id, { target: { keys: ["k1"] }, k: 1000, filter: { keys } });
        expect(hits).toHaveLength(150);
        await store.dropCollection(id);
      });

      test("look at the documents as they are now", async () => {
        const documents = documentsOf(20);
        const id = await newCollection(documents);
        const filter: DocumentFilter = { all: [{ field: "in", op: "EQ", value: true }] };
        const find = async (): Promise<string[]> => {
          const [hits] = await store.search(id, { target: { vectors: documents[0]!.vector }, k: 20, filter });
          expect(await store.count(id, filter)).toBe(hits!.length);
          return hits!.map(({ key }) => key).sort(byUtf8);
        };
        expect(await find()).toEqual([]);
        await store.upsert(
          id,
          documents.slice(3, 6).map((document) => ({ ...document, fields: { in: true } })),
        );
        expect(await find()).toEqual(["k3", "k4", "k5"]);
        await store.upsert(id, documents.slice(4, 5));
        await store.delete(id, ["k5"]);
        await store.upsert(id, [madeDocument("new", documents[0]!.vector, { fields: { in: true } })]);
        expect(await find()).toEqual(["k3", "new"]);
      });

      test("one that means nothing is refused", async () => {
        const id = await newCollection();
        const filter: DocumentFilter = { all: [{ field: "a", op: "LT", value: true }] };
        const refused = { code: "BAD_USER_INPUT", message: expect.stringContaining("filter.all[0].value") };
        await expect(store.count(id, filter)).rejects.toMatchObject(refused);
        await expect(store.page(id, { limit: 1, filter })).rejects.toMatchObject(refused);
        await expect(store.search(id, { target: { keys: [] }, k: 1, filter })).rejects.toMatchObject(refused);
        await expect(allOf(store.scan(id, filter))).rejects.toMatchObject(refused);
      });
    });

    describe("search", () => {
      test.each(["L2", "COSINE", "IP"] as const)("finds what looking at everything finds (%s)", async (metric) => {
        const next = seededNumbers(7);
        const make = (): Float32Array =>
          metric === "L2" ? Float32Array.from({ length: 24 }, () => next() * 10) : unitVector(24, next);
        const documents = Array.from({ length: 700 }, (_, index) =>
          madeDocument(`k${index}`, make(), { fields: { group: index % 3 } }),
        );
        const id = await newCollection(documents, metric, 24);
        const keys = documents.slice(0, 40).map(({ key }) => key);
        const byKey = await store.search(id, { target: { keys }, k: 15 });
        expect(byKey).toEqual(
          documents.slice(0, 40).map(({ key, vector }) => closeTo(bruteForceSearch(vector, documents, 15, key))),
        );
        const queries = Array.from({ length: 40 }, make);
        const vectors = Float32Array.from(queries.flatMap((query) => [...query]));
        const filter: DocumentFilter = { all: [{ field: "group", op: "EQ", value: 1 }] };
        const allowed = documents.filter((document) => matchesFilter(document, filter));
        expect(await store.search(id, { target: { vectors }, k: 9, filter })).toEqual(
          queries.map((query) => closeTo(bruteForceSearch(query, allowed, 9))),
        );
        expect(await store.search(id, { target: { keys }, k: 9, filter })).toEqual(
          documents.slice(0, 40).map(({ key, vector }) => closeTo(bruteForceSearch(vector, allowed, 9, key))),
        );
        await store.dropCollection(id);
      });

      test("copies are at distance 0, ordered by key, and a document never finds itself", async () => {
        const next = seededNumbers(8);
        const [copy, other] = [unitVector(DIMENSION, next), unitVector(DIMENSION, next)];
        const names = Array.from({ length: 400 }, (_, index) =>
          index % 50 === 0 ? `\u{10000}${index}` : index % 7 === 0 ? `\uffff${index}` : `c${index}`,
        );
        const documents = shuffled(
          [
            ...names.map((key) => madeDocument(key, copy)),
            ...documentsOf(30).map((one) => ({ ...one, vector: other })),
          ],
          next,
        );
        const id = await newCollection(documents, "COSINE");
        const sorted = [...names].sort(byUtf8);
        const targets = [sorted[0]!, sorted[3]!, sorted[399]!, "k5"];
        const results = await store.search(id, { target: { keys: targets }, k: 10 });
        targets.forEach((target, index) => {
          const hits = results[index]!;
          expect(hits.map(({ distance }) => distance)).toEqual(new Array(10).fill(0));
          const copies =
            target === "k5"
              ? documentsOf(30)
                  .map(({ key }) => key)
                  .sort(byUtf8)
              : sorted;
          expect(hits.map(({ key }) => key)).toEqual(copies.filter((key) => key !== target).slice(0, 10));
        });
        const [byVector] = await store.search(id, { target: { vectors: copy }, k: 405 });
        expect(byVector!.slice(0, 400)).toEqual(sorted.map((key) => ({ key, distance: 0 })));
        expect(byVector).toEqual(closeTo(bruteForceSearch(copy, documents, 405)));
        await store.dropCollection(id);
      });

      test("k beyond the collection gives all; an unknown key gives null; no targets give no lists", async () => {
        const documents = documentsOf(5);
        const id = await newCollection(documents);
        const results = await store.search(id, { target: { keys: ["k0", "no", "k0"] }, k: 1000 });
        expect(results[1]).toBeNull();
        expect(results[0]).toHaveLength(4);
        expect(results[2]).toEqual(results[0]);
        expect(await store.search(id, { target: { keys: [] }, k: 1 })).toEqual([]);
        expect(await store.search(id, { target: { vectors: new Float32Array(0) }, k: 1 })).toEqual([]);
        expect(await store.search(id, { target: { keys: ["k1"] }, k: 5, filter: { keys: ["k1"] } })).toEqual([[]]);
      });

      test.each([0, -1, 1001, 1.5, NaN])("k = %d is refused", async (k) => {
        const id = await newCollection(documentsOf(2));
        await expect(store.search(id, { target: { keys: ["k0"] }, k })).rejects.toMatchObject({
          code: "BAD_USER_INPUT",
        });
      });

      test("a vector of another length or with NaN is refused", async () => {
        const id = await newCollection(documentsOf(2));
        await expect(
          store.search(id, { target: { vectors: new Float32Array(DIMENSION + 1) }, k: 1 }),
        ).rejects.toMatchObject({ code: "VECTOR_DIMENSION_MISMATCH" });
        await expect(
          store.search(id, { target: { vectors: new Float32Array(DIMENSION).fill(NaN) }, k: 1 }),
        ).rejects.toMatchObject({ code: "INVALID_VECTOR" });
      });

      test("is cancelled by its signal", async () => {
        const id = await newCollection(documentsOf(2));
        const controller = new AbortController();
        const search = store.search(id, { target: { keys: ["k0"] }, k: 1 }, controller.signal);
        controller.abort();
        await expect(search).rejects.toMatchObject({ code: "CANCELLED" });
        await expect(store.search(id, { target: { keys: ["k0"] }, k: 1 }, controller.signal)).rejects.toMatchObject({
          code: "CANCELLED",
        });
        expect(await store.search(id, { target: { keys: ["k0"] }, k: 1 })).toHaveLength(1);
      });

      test("sees every acknowledged write, also while others write", async () => {
        const id = await newCollection(documentsOf(50));
        const target = new Float32Array(DIMENSION).fill(1000);
        const acknowledged = new Map<string, number>();
        const writer = async (name: string): Promise<void> => {
          for (let round = 0; round < 12; round++) {
            const key = `${name}${round}`;
            // The nearest so far: each must push all before it one rank down.
            await store.upsert(id, [madeDocument(key, target)]);
            acknowledged.set(key, round);
            if (round % 3 === 2) {
              acknowledged.delete(`${name}${round - 1}`);
              await store.delete(id, [`${name}${round - 1}`]);
            }
          }
        };
        let writing = true;
        const searcher = async (): Promise<void> => {
          while (writing) {
            const before = [...acknowledged.keys()];
            const [hits] = await store.search(id, { target: { vectors: target }, k: 1000 });
            const found = new Set(hits?.map(({ key }) => key));
            // What was acknowledged before the search and is not being deleted meanwhile.
            expect(before.filter((key) => acknowledged.has(key) && !found.has(key))).toEqual([]);
          }
        };
        const searchers = [searcher(), searcher()];
        await Promise.all(["x", "y", "z"].map(writer)).finally(() => {
          writing = false;
        });
        await Promise.all(searchers);
        const [hits] = await store.search(id, { target: { vectors: target }, k: acknowledged.size });
        expect(hits).toEqual([...acknowledged.keys()].sort(byUtf8).map((key) => ({ key, distance: 0 })));
      });
    });

    test("is healthy while it is open, and says so without addresses or paths", async () => {
      const { ok, detail } = await store.health();
      expect(ok).toBe(true);
      expect(detail).not.toMatch(/\/|:\d/);
    });

    test("everything is there after reopening", async () => {
      const documents = documentsOf(40);
      const id = await newCollection(documents, "COSINE");
      await store.delete(id, ["k7"]);
      const kept = documents.filter(({ key }) => key !== "k7");
      const before = await store.search(id, { target: { keys: ["k3"] }, k: 50 });
      store = await underTest.reopen();
      expect(await store.count(id)).toBe(39);
      expect((await allOf(store.scan(id))).flatMap((batch) => batch.documents)).toEqual(
        kept.map(withoutVector).sort((a, b) => byUtf8(a.key, b.key)),
      );
      expect(await store.search(id, { target: { keys: ["k3"] }, k: 50 })).toEqual(before);
      expect(before).toEqual([closeTo(bruteForceSearch(documents[3]!.vector, kept, 50, "k3"))]);
    });
  });
}

function documentsOf(count: number, seed = 1): EmbeddedDocument[] {
  const next = seededNumbers(seed);
  return Array.from({ length: count }, (_, index) => madeDocument(`k${index}`, unitVector(DIMENSION, next)));
}

function withoutVector({ key, title, text, url, publishedAt, fields: members }: EmbeddedDocument): Document {
  return { key, title, text, url, publishedAt, fields: members };
}

/** Both sides sum in float64, possibly in another order. Equal distances stay equal: ties decide the order of the keys. */
function closeTo(hits: readonly SearchHit[]): unknown[] {
  return hits.map(({ key, distance }) => ({
    key,
    distance: distance === 0 ? 0 : (expect.closeTo(distance, 9) as number),
  }));
}

async function allOf(batches: AsyncIterable<ScanBatch>): Promise<ScanBatch[]> {
  const all: ScanBatch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

function concatenated(batches: readonly ScanBatch[]): number[] {
  return batches.flatMap(({ vectors }) => [...vectors]);
}

function shuffled<T>(items: readonly T[], next: () => number): T[] {
  return items
    .map((item) => ({ item, rank: next() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
