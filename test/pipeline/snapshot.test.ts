import { describe, expect, it } from "vitest";
import { stringColumn } from "../../src/pipeline/artifact-columns.js";
import { CONTENT_HASH_BYTES, contentHash } from "../../src/pipeline/content-hash.js";
import { takeSnapshot } from "../../src/pipeline/snapshot.js";
import type { EmbeddedDocument } from "../../src/store/document.js";
import type { ScanBatch, StoreCollection, VectorStore } from "../../src/store/vector-store.js";

const DIMENSION = 3;
const COLLECTION: StoreCollection = { id: "c", name: "c", metric: "L2", dimension: DIMENSION };
const DOCUMENTS: readonly EmbeddedDocument[] = Array.from({ length: 23 }, (_, row) => ({
  key: `é-${String(row).padStart(2, "0")}`,
  title: row % 5 === 0 ? "" : `Title ${row} 😀`,
  text: "текст ".repeat(row),
  url: null,
  publishedAt: row % 3 === 0 ? null : row * 1000,
  fields: {},
  vector: Float32Array.of(row, row / 2, -row),
}));

/** The documents in batches of these sizes, over and over; `onEnd` when the last is given out. */
function scanned(sizes: readonly number[], onEnd = (): void => undefined, count = DOCUMENTS.length): VectorStore {
  async function* scan(): AsyncGenerator<ScanBatch> {
    for (let start = 0, turn = 0; start < DOCUMENTS.length; turn++) {
      const part = DOCUMENTS.slice(start, (start += sizes[turn % sizes.length] ?? 1));
      const vectors = Float32Array.from(part.flatMap(({ vector }) => [...vector]));
      yield { documents: part, vectors };
    }
    onEnd();
  }
  return { scan, count: () => Promise.resolve(count) } as unknown as VectorStore;
}

const hooks = { signal: new AbortController().signal, onProgress: () => undefined };

describe("takeSnapshot", () => {
  it("has the documents in columns, row by row", async () => {
    const { artifacts } = await takeSnapshot(scanned([7, 1, 4]), COLLECTION, null, hooks);
    const { rows, texts, snapshot } = artifacts;
    expect(stringColumn(rows, "key")).toEqual(DOCUMENTS.map(({ key }) => key));
    expect(stringColumn(texts, "title")).toEqual(DOCUMENTS.map(({ title }) => title));
    expect(stringColumn(texts, "text")).toEqual(DOCUMENTS.map(({ text }) => text));
    expect(rows.arrays["publishedAt"]).toEqual(Float64Array.from(DOCUMENTS, ({ publishedAt }) => publishedAt ?? NaN));
    DOCUMENTS.forEach((document, row) => {
      const start = row * CONTENT_HASH_BYTES;
      const hash = rows.arrays["contentHashes"]?.subarray(start, start + CONTENT_HASH_BYTES);
      expect([...(hash ?? [])]).toEqual([...contentHash(document)]);
    });
    expect([...(snapshot.arrays["vectors"] ?? [])]).toEqual(DOCUMENTS.flatMap(({ vector }) => [...vector]));
    expect(snapshot.arrays["vectors"]?.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(snapshot.meta).toEqual({ n: DOCUMENTS.length, dimension: DIMENSION });
  });

  it("is the same however the scan is cut into batches, and whatever was counted before", async () => {
    const first = await takeSnapshot(scanned([7, 1, 4]), COLLECTION, null, hooks);
    for (const store of [scanned([100]), scanned([1]), scanned([5], undefined, 2), scanned([5], undefined, 99)]) {
      expect(await takeSnapshot(store, COLLECTION, null, hooks)).toEqual(first);
    }
  });

  it("is done with each document when its batch is, so that nothing is left to do in one piece at the end", async () => {
    let ended = false;
    let readLate = 0;
    const watched = scanned([5], () => (ended = true));
    const scan = watched.scan.bind(watched);
    const store = {
      count: () => Promise.resolve(DOCUMENTS.length),
      async *scan(id: string) {
        for await (const { documents, vectors } of scan(id)) {
          const counted = documents.map(
            (document) =>
              new Proxy(document, {
                get(target, name) {
                  if (ended) readLate++;
                  return Reflect.get(target, name) as unknown;
                },
              }),
          );
          yield { documents: counted, vectors };
        }
      },
    } as unknown as VectorStore;
    await takeSnapshot(store, COLLECTION, null, hooks);
    expect(ended).toBe(true);
    expect(readLate).toBe(0);
  });
});
