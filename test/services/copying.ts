import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyDocuments } from "../../src/services/copy-documents.js";
import type { EmbeddedDocument } from "../../src/store/document.js";
import { openEmbeddedStore } from "../../src/store/embedded/open-embedded-store.js";
import type { Metric, StoreCollection, VectorStore } from "../../src/store/vector-store.js";
import { hostileText, madeDocument, seededNumbers, unitVector } from "../contract/made-documents.js";
import type { StoreUnderTest } from "../contract/vector-store.contract.js";

const DIMENSION = 12;

/** What copying between the embedded store and a Milvus of any kind promises. */
export function copying(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`copying to and from ${name}`, () => {
    const directory = mkdtempSync(join(tmpdir(), "topograph-copy-"));
    let embedded: VectorStore;
    let milvus: StoreUnderTest;
    beforeAll(async () => {
      embedded = await openEmbeddedStore(directory);
      milvus = await open();
    });
    afterAll(async () => {
      await milvus.cleanUp();
      await embedded.close();
      rmSync(directory, { recursive: true, force: true });
    });

    async function newCollection(
      store: VectorStore,
      documents: readonly EmbeddedDocument[],
      metric: Metric = "COSINE",
    ) {
      const collection = { id: randomUUID(), name: "news", metric, dimension: DIMENSION };
      await store.createCollection(collection);
      if (documents.length > 0) await store.upsert(collection.id, documents);
      return collection;
    }

    const made = (count: number, from = 0): EmbeddedDocument[] => {
      const next = seededNumbers(from + 1);
      return Array.from({ length: count }, (_, at) =>
        madeDocument(`k${from + at}`, unitVector(DIMENSION, next), { fields: { at, list: [at, null, "x"] } }),
      );
    };

    async function all({ id }: StoreCollection, store: VectorStore): Promise<unknown[]> {
      const rows: unknown[] = [];
      for await (const { documents, vectors } of store.scan(id)) {
        documents.forEach((document, row) => {
          const vector = [...vectors.subarray(row * DIMENSION, (row + 1) * DIMENSION)];
          rows.push({ ...document, fields: { ...document.fields }, vector });
        });
      }
      return rows;
    }

    test.each<Metric>(["COSINE", "L2", "IP"])(
      "brings every document and vector to the bit, there and back: %s",
      async (metric) => {
        const next = seededNumbers(7);
        const keys = [...new Set(fc.sample(hostileText, { numRuns: 120, seed: 3 }))].filter((key) => key !== "");
        const documents = keys.map((key, at) => {
          const vector = unitVector(DIMENSION, next);
          return madeDocument(key, metric === "L2" ? vector.map((value) => value * at) : vector, {
            title: at % 2 === 0 ? "" : key,
            url: [null, "", "https://a.example/\u0001"][at % 3]!,
            publishedAt: at % 4 === 0 ? null : -at * 1e9,
            fields: { [key]: key, nested: { list: [at / 3, true, null] } },
          });
        });
        const collection = await newCollection(embedded, documents, metric);
        const before = await all(collection, embedded);
        const there = await copyDocuments(collection, embedded, milvus.store);
        expect(there).toEqual({
          documents: keys.length,
          written: keys.length,
          present: 0,
          removed: 0,
          compared: keys.length,
        });
        expect(await all(collection, milvus.store)).toEqual(before);
        await embedded.dropCollection(collection.id);
        expect(await copyDocuments(collection, milvus.store, embedded)).toEqual(there);
        expect(await all(collection, embedded)).toEqual(before);
      },
    );

    test("goes on after a stop at any document, and writes nothing twice", async () => {
      const collection = await newCollection(embedded, made(1700));
      const stop = new AbortController();
      const seen: number[] = [];
      const stopped = copyDocuments(collection, embedded, milvus.store, {
        signal: stop.signal,
        onProgress: (done, total) => {
          expect(total).toBe(1700);
          seen.push(done);
          if (done > 600) stop.abort();
        },
      });
      await expect(stopped).rejects.toThrow();
      const there = await milvus.store.count(collection.id);
      expect(there).toBe(seen.at(-1));
      expect(there).toBeLessThan(1700);
      const { written, present, compared } = await copyDocuments(collection, embedded, milvus.store);
      expect({ written, present }).toEqual({ written: 1700 - there, present: there });
      expect(compared).toBeGreaterThan(800);
      expect(await all(collection, milvus.store)).toEqual(await all(collection, embedded));
      expect(await copyDocuments(collection, embedded, milvus.store)).toMatchObject({ written: 0, present: 1700 });
    });

    test("leaves what others wrote to the target, says so, and replaces it when told to", async () => {
      const collection = await newCollection(embedded, made(20));
      await copyDocuments(collection, embedded, milvus.store);
      const [changed] = made(1);
      await milvus.store.upsert(collection.id, [{ ...changed!, text: "changed" }, ...made(2, 100)]);
      await milvus.store.delete(collection.id, ["k7"]);
      const before = await all(collection, milvus.store);
      await expect(copyDocuments(collection, embedded, milvus.store)).rejects.toMatchObject({
        code: "CONFLICT",
        details: { extra: 2, differing: 1 },
        message: expect.stringContaining("news") as string,
      });
      expect(await all(collection, milvus.store)).toEqual(before);
      expect(await copyDocuments(collection, embedded, milvus.store, { overwrite: true })).toMatchObject({
        written: 2,
        present: 18,
        removed: 2,
      });
      expect(await all(collection, milvus.store)).toEqual(await all(collection, embedded));
    });

    test("refuses a target that has another collection of its id", async () => {
      const collection = await newCollection(embedded, made(3));
      await milvus.store.createCollection({ ...collection, dimension: DIMENSION + 1 });
      await expect(copyDocuments(collection, embedded, milvus.store)).rejects.toMatchObject({ code: "CONFLICT" });
    });

    test("an empty collection has a home too", async () => {
      const collection = await newCollection(embedded, []);
      expect(await copyDocuments(collection, embedded, milvus.store)).toMatchObject({ documents: 0, compared: 0 });
      expect(await milvus.store.count(collection.id)).toBe(0);
    });
  });
}
