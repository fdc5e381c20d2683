import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SqliteConnection } from "../../../src/database/sqlite-connection.js";
import { CollectionIndex } from "../../../src/store/embedded/collection-index.js";
import { IndexCache } from "../../../src/store/embedded/index-cache.js";
import { openEmbeddedStore } from "../../../src/store/embedded/open-embedded-store.js";
import { NEWS_DIMENSION, newsDocuments } from "../../support/news-vectors.js";

const COUNT = 200;
const [FIRST, SECOND, THIRD, FOURTH] = [1, 2, 3, 4] as const;

describe("IndexCache", () => {
  let directory: string;
  let connection: SqliteConnection;
  /** Of one of the four collections, which are alike. */
  let bytes: number;
  let loaded: number[] = [];
  const { signal } = new AbortController();

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "topograph-test-"));
    const store = await openEmbeddedStore(directory);
    for (const name of ["a", "b", "c", "d"]) {
      await store.createCollection({ id: name, name, metric: "COSINE", dimension: NEWS_DIMENSION });
      await store.upsert(name, newsDocuments(COUNT));
    }
    await store.close();
    connection = new SqliteConnection(join(directory, "documents.db"), { readOnly: true });
    bytes = (await load(FIRST)).bytes;
    expect(bytes).toBeGreaterThanOrEqual(COUNT * NEWS_DIMENSION * 4);
  });
  beforeEach(() => (loaded = []));
  afterAll(() => {
    connection.close();
    rmSync(directory, { recursive: true, force: true });
  });

  function load(collection: number): Promise<CollectionIndex> {
    loaded.push(collection);
    return CollectionIndex.load(connection, collection, NEWS_DIMENSION, signal);
  }

  function cacheOf(indexes: number): (collection: number) => Promise<CollectionIndex> {
    const cache = new IndexCache(bytes * indexes);
    return (collection) => cache.use(collection, () => load(collection));
  }

  it("keeps the collections searched last, as many as the memory holds", async () => {
    const use = cacheOf(2.5);
    await use(FIRST);
    await use(SECOND);
    const first = await use(FIRST);
    await use(THIRD);
    expect(loaded).toEqual([FIRST, SECOND, THIRD]);
    // The second was used longest ago.
    expect(await use(FIRST)).toBe(first);
    await use(SECOND);
    expect(loaded).toEqual([FIRST, SECOND, THIRD, SECOND]);
    await use(THIRD);
    expect(loaded).toEqual([FIRST, SECOND, THIRD, SECOND, THIRD]);
  });

  it("holds one collection that is larger than the memory, and finds in it what there is", async () => {
    const use = cacheOf(0.5);
    const target = { keys: ["n-00007"] };
    for (const collection of [FIRST, FOURTH, FIRST]) {
      const index = await use(collection);
      const { keys, counts } = await index.search(
        { collection, dimension: NEWS_DIMENSION, target, k: 3, filter: null },
        signal,
      );
      expect([keys.length, counts[0]]).toEqual([3, 3]);
    }
    await use(FIRST);
    expect(loaded).toEqual([FIRST, FOURTH, FIRST]);
  });

  it("forgets what it is told to", async () => {
    const cache = new IndexCache(bytes * 4);
    const use = (collection: number): Promise<CollectionIndex> => cache.use(collection, () => load(collection));
    await use(FIRST);
    expect(cache.get(FIRST)).toBeDefined();
    await cache.forget(FIRST);
    expect(cache.get(FIRST)).toBeUndefined();
    await use(FIRST);
    expect(loaded).toEqual([FIRST, FIRST]);
  });
});
