import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isWellFormed } from "../../../src/database/text-encoding.js";
import { FILTER_OPERATORS, type DocumentFilter } from "../../../src/store/document-filter.js";
import type { EmbeddedDocument } from "../../../src/store/document.js";
import { openEmbeddedStore } from "../../../src/store/embedded/open-embedded-store.js";
import type { MilvusIndex } from "../../../src/store/milvus/collection-schema.js";
import type { VectorStore } from "../../../src/store/vector-store.js";
import { hostileText, madeDocument, seededNumbers, unitVector } from "../../contract/made-documents.js";
import type { StoreUnderTest } from "../../contract/vector-store.contract.js";
import { bruteForceSearch, byUtf8 } from "../../oracle/brute-force-search.js";
import { matchesFilter } from "../../oracle/matches-filter.js";

const DIMENSION = 8;

export interface Amounts {
  /** Texts that go through filters and keys. */
  readonly texts: number;
  /** Documents that are searched for right after they went in. */
  readonly ingests: number;
  /** Rows that are paged; Milvus gives 16,384 at once. */
  readonly rows: number;
}

/** What a Milvus server must be made to keep, beyond the contract: in numbers that only a server of its own is asked for. */
export function milvusServerPromises(
  name: string,
  open: (index?: MilvusIndex) => Promise<StoreUnderTest>,
  amounts: Amounts,
): void {
  describe(name, () => {
    let underTest: StoreUnderTest;
    let store: VectorStore;
    beforeAll(async () => {
      underTest = await open();
      store = underTest.store;
    });
    afterAll(() => underTest.cleanUp());

    async function newCollection(documents: readonly EmbeddedDocument[]): Promise<string> {
      const id = randomUUID();
      await store.createCollection({ id, name: "c", metric: "L2", dimension: DIMENSION });
      for (let start = 0; start < documents.length; start += 2000)
        await store.upsert(id, documents.slice(start, start + 2000));
      return id;
    }

    test(`${amounts.texts} hostile texts find through filters and keys what the embedded store finds`, async () => {
      const directory = mkdtempSync(join(tmpdir(), "topograph-test-"));
      const reference = await openEmbeddedStore(directory);
      try {
        const longer = fc.string({ unit: "binary", maxLength: 40 }).filter(isWellFormed);
        const texts = fc.sample(fc.oneof(hostileText, longer), { numRuns: amounts.texts, seed: 1 });
        const next = seededNumbers(1);
        const step = Math.ceil(texts.length / 120);
        const own = [...new Set(texts.filter((_, index) => index % step === 0))];
        const documents = own.map((text, index) =>
          madeDocument(text, unitVector(DIMENSION, next), {
            fields: { value: text, list: [text, index], number: index % 7, ...(index % 3 === 0 && { some: text }) },
          }),
        );
        const id = await newCollection(documents);
        await reference.createCollection({ id, name: "c", metric: "L2", dimension: DIMENSION });
        await reference.upsert(id, documents);
        const keysIn = async (from: VectorStore, filter: DocumentFilter): Promise<string[]> =>
          (await from.page(id, { limit: 1000, filter })).map(({ key }) => key);
        let matched = 0;
        for (let start = 0; start < texts.length; start += 50) {
          const part = texts.slice(start, start + 50);
          const [one, two, three] = part as [string, string, string];
          const filters: DocumentFilter[] = [
            { all: [{ field: "value", op: "IN", value: part }] },
            { any: part.slice(0, 20).map((value) => ({ field: "list", op: "CONTAINS", value })) },
            { all: [{ field: "some", op: "NE", value: one }], any: [{ field: "value", op: "LE", value: two }] },
            { all: [{ field: "value", op: "GT", value: three }], keys: part },
            { all: [{ field: three, op: "EQ", value: one }] },
          ];
          for (const filter of filters) {
            const expected = await keysIn(reference, filter);
            matched += expected.length;
            expect(await keysIn(store, filter)).toEqual(expected);
          }
          expect(await store.count(id, filters[0])).toBe(await reference.count(id, filters[0]));
          expect(await store.get(id, part)).toEqual(await reference.get(id, part));
        }
        expect(matched).toBeGreaterThan(texts.length / 10);
        expect(await store.delete(id, texts)).toBe(own.length);
        expect(await store.count(id)).toBe(0);
      } finally {
        await reference.close();
        rmSync(directory, { recursive: true, force: true });
      }
    });

    test("every operator takes every kind of value", async () => {
      const values = [
        -1,
        -0.5,
        0,
        0.5,
        1,
        1e-4,
        -123_456_789_012.25,
        2 ** 53 - 1,
        -(2 ** 53 - 1),
        1e21,
        5e-324,
        true,
        false,
        "",
        "x",
        "-1",
      ];
      const next = seededNumbers(6);
      const documents = values.map((value, index) =>
        madeDocument(`k${index}`, unitVector(DIMENSION, next), { fields: { value, list: [value, null] } }),
      );
      const id = await newCollection(documents);
      for (const value of values) {
        for (const op of FILTER_OPERATORS) {
          if (typeof value === "boolean" && /^[LG]/.test(op)) continue;
          const field = op === "CONTAINS" ? "list" : "value";
          const filter: DocumentFilter = { any: [{ field, op, value: op === "IN" ? [value, "y"] : value }] };
          const expected = documents.filter((document) => matchesFilter(document, filter)).map(({ key }) => key);
          const found = (await store.page(id, { limit: 100, filter })).map(({ key }) => key);
          expect(found, JSON.stringify(filter)).toEqual(expected.sort(byUtf8));
          expect(await store.count(id, filter)).toBe(expected.length);
        }
      }
    });

    test(`each of ${amounts.ingests} documents is found by the search that follows its ingest`, async () => {
      const id = await newCollection([]);
      const chains = 20;
      const next = seededNumbers(2);
      const missed: string[] = [];
      const chain = async (number: number): Promise<void> => {
        for (let round = number; round < amounts.ingests; round += chains) {
          const vector = Float32Array.from({ length: DIMENSION }, () => next() * 1000);
          const key = `k${round}`;
          await store.upsert(id, [madeDocument(key, vector)]);
          const [hits] = await store.search(id, { target: { vectors: vector }, k: 1 });
          if (hits?.[0]?.key !== key || hits[0].distance !== 0) missed.push(key);
          if (round % 10 === 0) {
            await store.delete(id, [key]);
            const [after] = await store.search(id, { target: { vectors: vector }, k: 1 });
            if (after?.[0]?.key === key) missed.push(`${key} deleted`);
          }
        }
      };
      await Promise.all(Array.from({ length: chains }, (_, number) => chain(number)));
      expect(missed).toEqual([]);
      expect(await store.count(id)).toBe(amounts.ingests - Math.ceil(amounts.ingests / 10));
    });

    test("upserts leave one row for each key, deletes none", async () => {
      const next = seededNumbers(3);
      const round = (number: number): EmbeddedDocument[] =>
        Array.from({ length: 300 }, (_, index) =>
          madeDocument(`k${index}`, unitVector(DIMENSION, next), { fields: { round: number } }),
        );
      const id = await newCollection(round(0));
      for (let number = 1; number <= 5; number++) {
        await store.upsert(id, round(number));
        expect(await store.count(id)).toBe(300);
        expect(await store.count(id, { all: [{ field: "round", op: "EQ", value: number }] })).toBe(300);
      }
      const [hits] = await store.search(id, { target: { vectors: new Float32Array(DIMENSION) }, k: 1000 });
      expect(new Set(hits?.map(({ key }) => key)).size).toBe(300);
      expect(hits).toHaveLength(300);
      expect(
        await store.delete(
          id,
          Array.from({ length: 100 }, (_, index) => `k${index}`),
        ),
      ).toBe(100);
      expect(await store.count(id)).toBe(200);
    });

    test(`${amounts.rows} rows are paged, scanned and searched without losing one`, async () => {
      const next = seededNumbers(4);
      const documents = Array.from({ length: amounts.rows }, (_, index) =>
        madeDocument(`k${(index * 7919) % amounts.rows}`, unitVector(DIMENSION, next), { fields: { n: index % 100 } }),
      );
      const id = await newCollection(documents);
      const keys = documents.map(({ key }) => key).sort(byUtf8);
      expect(await store.count(id)).toBe(amounts.rows);
      const seen: string[] = [];
      for await (const { documents: part } of store.scan(id)) seen.push(...part.map(({ key }) => key));
      expect(seen).toEqual(keys);
      const late = await store.page(id, { limit: 5, after: keys[amounts.rows - 4]! });
      expect(late.map(({ key }) => key)).toEqual(keys.slice(-3));
      // One in a hundred passes, in the process where the server cannot tell: the search widens until it has them all.
      const filter: DocumentFilter = { all: [{ field: "n", op: "EQ", value: 42 }] };
      const expected = documents.filter(({ fields }) => fields.n === 42).length;
      expect(await store.count(id, filter)).toBe(expected);
      const [hits] = await store.search(id, { target: { keys: [keys[0]!] }, k: 1000, filter });
      expect(hits).toHaveLength(
        Math.min(1000, expected - Number(documents[0]!.fields.n === 42 && documents[0]!.key === keys[0])),
      );
      const odd: DocumentFilter = { all: [{ field: "n", op: "NE", value: 42 }] };
      expect(await store.count(id, odd)).toBe(amounts.rows - expected);
    });

    test.each(["HNSW", "AUTOINDEX"] as const)("%s finds nearly all, at exact distances", async (type) => {
      const approximate = await open({ type });
      try {
        const next = seededNumbers(5);
        const documents = Array.from({ length: 2000 }, (_, index) =>
          madeDocument(`k${index}`, unitVector(DIMENSION, next)),
        );
        const id = randomUUID();
        await approximate.store.createCollection({ id, name: "a", metric: "COSINE", dimension: DIMENSION });
        await approximate.store.upsert(id, documents);
        const targets = documents.slice(0, 50);
        const lists = await approximate.store.search(id, { target: { keys: targets.map(({ key }) => key) }, k: 10 });
        let found = 0;
        targets.forEach(({ key, vector }, index) => {
          const exact = new Map(bruteForceSearch(vector, documents, 10, key).map((hit) => [hit.key, hit.distance]));
          for (const hit of lists[index]!) {
            const distance = exact.get(hit.key);
            if (distance === undefined) continue;
            found++;
            expect(hit.distance).toBeCloseTo(distance, 9);
          }
        });
        expect(found / (10 * targets.length)).toBeGreaterThan(0.95);
      } finally {
        await approximate.cleanUp();
      }
    });
  });
}
