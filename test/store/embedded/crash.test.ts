import { expect, test } from "vitest";
import { openEmbeddedStore } from "../../../src/store/embedded/open-embedded-store.js";
import { runAndKill } from "../../database/child-process.js";
import { temporaryFolder } from "../../database/temporary-folder.js";
import { BATCH, COLLECTION, SHARED } from "./crash-batches.js";

// Each round starts a process, which takes a while on a busy machine.
const TIMEOUT_MS = 120_000;

test(
  "after kill -9 in the middle of upserts every acknowledged batch is there, and none is there by half",
  async () => {
    const directory = temporaryFolder();
    let acknowledged = -1;
    for (const delay of [1, 7, 30, 140]) {
      const { lines } = await runAndKill(
        new URL("./keep-upserting.ts", import.meta.url),
        [directory, String(acknowledged + 1)],
        delay,
      );
      acknowledged = Number(lines.at(-1));

      const store = await openEmbeddedStore(directory);
      const sizes = new Map<number, number>();
      const shared = new Set<number>();
      let vectors = 0;
      for await (const batch of store.scan(COLLECTION.id)) {
        vectors += batch.vectors.length / COLLECTION.dimension;
        for (const { key, fields } of batch.documents) {
          const number = fields.batch as number;
          if (key.startsWith("shared-")) shared.add(number);
          else sizes.set(number, (sizes.get(number) ?? 0) + 1);
        }
      }
      // The batch after the last acknowledged one may have been committed; the next process overwrites it.
      const last = sizes.has(acknowledged + 1) ? acknowledged + 1 : acknowledged;
      expect([...sizes.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: last + 1 }, (_, index) => index));
      expect(new Set(sizes.values())).toEqual(new Set([BATCH]));
      expect([...shared]).toEqual([last]);
      expect(await store.count(COLLECTION.id)).toBe((last + 1) * BATCH + SHARED);
      expect(vectors).toBe((last + 1) * BATCH + SHARED);
      await store.close();
    }
    expect(acknowledged).toBeGreaterThan(5);
  },
  TIMEOUT_MS,
);

test(
  "a drop that was stopped half-way is ended at the next start",
  async () => {
    const directory = temporaryFolder();
    await runAndKill(new URL("./keep-dropping.ts", import.meta.url), [directory], 4);
    const store = await openEmbeddedStore(directory);
    await expect(store.count("dropped")).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await store.count("kept")).toBe(2);
    await store.createCollection({ id: "dropped", name: "again", metric: "L2", dimension: 2 });
    expect(await store.count("dropped")).toBe(0);
    await store.close();
  },
  TIMEOUT_MS,
);
