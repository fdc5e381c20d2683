import { expect, test } from "vitest";
import { isTopographError } from "../../../src/errors.js";
import { openEmbeddedStore } from "../../../src/store/embedded/open-embedded-store.js";
import { madeDocument, seededNumbers, unitVector } from "../../contract/made-documents.js";
import { noSmallDisk, smallDisk } from "../../database/small-disk.js";

test.skipIf(noSmallDisk !== null)(
  "a full disk refuses the batch, serves reads, and goes on when there is space",
  async () => {
    const disk = smallDisk(24);
    disk.fill(12 << 20);
    const store = await openEmbeddedStore(disk.folder);
    await store.createCollection({ id: "c", name: "c", metric: "COSINE", dimension: 128 });
    const next = seededNumbers(1);
    const batch = (number: number) =>
      Array.from({ length: 200 }, (_, index) => madeDocument(`${number}-${index}`, unitVector(128, next)));

    let stored = 0;
    let refused: unknown;
    while (refused === undefined && stored < 1000) {
      await store.upsert("c", batch(stored)).then(
        () => stored++,
        (error: unknown) => {
          refused = error;
        },
      );
    }
    expect(isTopographError(refused, "STORAGE_FULL"), String(refused)).toBe(true);
    expect(stored).toBeGreaterThan(3);

    // Reads go on, and see the acknowledged batches only.
    expect(await store.count("c")).toBe(stored * 200);
    expect(await store.get("c", ["0-0", `${stored}-0`])).toMatchObject([{ key: "0-0" }, null]);
    expect((await store.page("c", { limit: 3 })).map(({ key }) => key)).toEqual(["0-0", "0-1", "0-10"]);
    const [hits] = await store.search("c", { target: { keys: ["0-0"] }, k: 1000 });
    expect(hits).toHaveLength(Math.min(1000, stored * 200 - 1));
    await expect(store.upsert("c", batch(stored))).rejects.toMatchObject({ code: "STORAGE_FULL" });

    disk.free();
    await store.upsert("c", batch(stored));
    expect(await store.count("c")).toBe((stored + 1) * 200);
    await store.close();

    const again = await openEmbeddedStore(disk.folder);
    expect(await again.count("c")).toBe((stored + 1) * 200);
    await again.close();
  },
);

test.skipIf(noSmallDisk !== null)(
  "a disk that is full from the start is told apart from a folder that cannot be used",
  async () => {
    const disk = smallDisk(1);
    disk.fill(1 << 20);
    await expect(openEmbeddedStore(disk.folder)).rejects.toMatchObject({ code: "STORAGE_FULL" });
  },
);
