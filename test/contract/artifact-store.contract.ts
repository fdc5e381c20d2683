import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Artifact, ArtifactArray, ArtifactStore } from "../../src/runs/artifact-store.js";
import { fields } from "./made-documents.js";

export interface ArtifactsUnderTest {
  readonly artifacts: ArtifactStore;
  reopen(): Promise<ArtifactStore>;
  cleanUp(): Promise<void>;
}

/** What every ArtifactStore promises. */
export function artifactStoreContract(name: string, open: () => Promise<ArtifactsUnderTest>): void {
  describe(name, () => {
    let underTest: ArtifactsUnderTest;
    let artifacts: ArtifactStore;
    beforeAll(async () => {
      underTest = await open();
      artifacts = underTest.artifacts;
    });
    afterAll(() => underTest.cleanUp());

    test("what is written comes back, whatever its parts", async () => {
      const array: fc.Arbitrary<ArtifactArray> = fc.oneof(
        fc.int32Array({ maxLength: 9 }),
        fc.uint32Array({ maxLength: 9 }),
        fc.float32Array({ maxLength: 9 }),
        fc.float64Array({ maxLength: 9 }),
        fc.uint8Array({ maxLength: 9 }),
      );
      const arrays = fc.dictionary(fc.constantFrom("a", "b", "__proto__", "é\u0000", "labels"), array, {
        noNullPrototype: true,
      });
      await fc.assert(
        fc.asyncProperty(fields, arrays, async (meta, columns) => {
          const key = randomUUID();
          await artifacts.write(key, { meta, arrays: columns });
          const read = (await artifacts.read(key))!;
          expect(read.meta).toEqual(meta);
          expect(Object.keys(read.arrays).sort()).toEqual(Object.keys(columns).sort());
          for (const [column, values] of Object.entries(columns)) {
            expect(read.arrays[column]!.constructor).toBe(values.constructor);
            // As bytes, because of NaN and -0.
            expect(bytesOf(read.arrays[column]!)).toEqual(bytesOf(values));
          }
        }),
        { numRuns: 50 },
      );
    });

    test("large arrays, views and shared memory come back as arrays of their own", async () => {
      const key = randomUUID();
      const large = Float32Array.from({ length: 900_001 }, (_, index) => Math.sin(index));
      const shared = new Int32Array(new SharedArrayBuffer(40));
      shared.set([1, -2, 3]);
      const view = new Float64Array(new ArrayBuffer(80), 16, 3);
      view.set([1.5, NaN, -0]);
      const artifact: Artifact = {
        meta: { text: "x".repeat(2_500_000), list: [1, null] },
        arrays: { large, shared, view, none: new Uint8Array(0) },
      };
      await artifacts.write(key, artifact);
      const read = (await artifacts.read(key))!;
      expect(read.meta).toEqual(artifact.meta);
      for (const name of ["large", "shared", "view", "none"]) {
        expect(Buffer.compare(bytesOf(read.arrays[name]!), bytesOf(artifact.arrays[name]!))).toBe(0);
        expect(read.arrays[name]!.buffer).toBeInstanceOf(ArrayBuffer);
      }
      // They belong to the caller: changing them changes nothing for the next.
      (read.arrays.large as Float32Array).fill(0);
      expect((await artifacts.read(key))!.arrays.large![1]).toBe(Math.fround(Math.sin(1)));
    });

    test("there is nothing where nothing was written", async () => {
      expect(await artifacts.has("none")).toBe(false);
      expect(await artifacts.read("none")).toBeNull();
      await artifacts.delete(["none"]);
    });

    test("a key keeps its first content", async () => {
      const key = randomUUID();
      await artifacts.write(key, made(1));
      await artifacts.write(key, made(2));
      expect((await artifacts.read(key))!.meta).toBe(1);
    });

    test("writers of one key at the same time leave one whole artifact", async () => {
      const key = randomUUID();
      await Promise.all([1, 2, 3, 4].map((value) => artifacts.write(key, made(value, 300_000))));
      const read = (await artifacts.read(key))!;
      expect(bytesOf(read.arrays.values!).equals(bytesOf(made(read.meta as number, 300_000).arrays.values!))).toBe(
        true,
      );
      expect((await artifacts.list()).filter((entry) => entry.key === key)).toHaveLength(1);
    });

    test("an artifact is not there before it is whole", async () => {
      const key = randomUUID();
      let written = false;
      const writing = artifacts.write(key, made(7, 2_000_000)).then(() => {
        written = true;
      });
      let looks = 0;
      while (!written) {
        // Reads may answer without a turn of the event loop, in which the writer gets on.
        await setImmediate();
        const there = await artifacts.has(key);
        if (!written && !there) looks++;
        if (there) expect((await artifacts.read(key))?.arrays.values).toHaveLength(2_000_000);
      }
      await writing;
      expect(looks).toBeGreaterThan(0);
      expect(await artifacts.has(key)).toBe(true);
    });

    test("deleted ones are gone, others stay, and the key can be written again", async () => {
      const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
      for (const key of [a, b, c]) await artifacts.write(key, made(1, 300_000));
      await artifacts.delete([a, c, "none"]);
      expect(await Promise.all([a, b, c].map((key) => artifacts.has(key)))).toEqual([false, true, false]);
      expect(await artifacts.read(a)).toBeNull();
      await artifacts.write(a, made(2));
      expect((await artifacts.read(a))!.meta).toBe(2);
    });

    test("the list tells sizes", async () => {
      const key = randomUUID();
      await artifacts.write(key, made(3, 100_000));
      const entry = (await artifacts.list()).find((one) => one.key === key)!;
      expect(entry.bytes).toBeGreaterThanOrEqual(400_000);
      expect(entry.bytes).toBeLessThan(401_000);
    });

    test("everything is there after reopening", async () => {
      const key = randomUUID();
      await artifacts.write(key, made(5, 200_000));
      const before = await artifacts.list();
      artifacts = await underTest.reopen();
      expect(await artifacts.list()).toEqual(before);
      const { meta, arrays } = (await artifacts.read(key))!;
      expect(meta).toBe(5);
      expect(bytesOf(arrays.values!).equals(bytesOf(made(5, 200_000).arrays.values!))).toBe(true);
    });
  });
}

function made(value: number, length = 10): Artifact {
  return { meta: value, arrays: { values: new Int32Array(length).map((_, index) => index * value) } };
}

function bytesOf(array: ArtifactArray): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}
