import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Embedder } from "../../src/embedding/embedder.js";
import { openEmbedder } from "../../src/embedding/open-embedder.js";
import { temporaryFolder } from "./fixtures/temporary-folder.js";
import { DIMENSION, expectedVector, POOLING_CONFIG, writeToyModel } from "./fixtures/toy-model.js";

const modelDir = await temporaryFolder();
const WORDS = "storm hits coast ship sinks bank raises rates film wins prize".split(" ");
/** Texts of all lengths from one word to ten, in no order of length. */
const TEXTS = Array.from({ length: 1500 }, (_, i) =>
  Array.from({ length: 1 + ((i * 7) % 10) }, (_, j) => WORDS[(i * 3 + j * (1 + (i % 5))) % WORDS.length]).join(" "),
);
const row = (vectors: Float32Array, i: number) => vectors.subarray(i * DIMENSION, (i + 1) * DIMENSION);

let embedder: Embedder;

beforeAll(async () => {
  await writeToyModel(join(modelDir, "toy/mean"), { pooling: POOLING_CONFIG.mean });
  await writeToyModel(join(modelDir, "toy/quantized"), { pooling: POOLING_CONFIG.mean, batchQuantized: true });
  embedder = await openEmbedder({ model: "toy/mean", modelDir, allowDownload: false, threads: 2 });
});

afterAll(() => embedder.close());

describe("embed", () => {
  it("returns the rows in the order of the texts, each of unit length", async () => {
    const vectors = await embedder.embed(TEXTS);
    expect(vectors).toHaveLength(TEXTS.length * DIMENSION);
    TEXTS.forEach((text, i) => {
      const expected = expectedVector(text, "mean");
      row(vectors, i).forEach((value, d) => expect(Math.abs(value - expected[d]!)).toBeLessThan(1e-5));
    });
  });

  it("gives a text the same vector alone and among others, to the bit", async () => {
    const together = await embedder.embed(TEXTS.slice(0, 200));
    for (const i of [0, 3, 77, 199]) expect([...(await embedder.embed([TEXTS[i]!]))]).toEqual([...row(together, i)]);
  });

  it("gives the same vectors to the same texts in another order, to the bit", async () => {
    const some = TEXTS.slice(0, 300);
    const forth = await embedder.embed(some);
    const back = await embedder.embed([...some].reverse());
    some.forEach((_, i) => expect([...row(back, some.length - 1 - i)]).toEqual([...row(forth, i)]));
  });

  it("gives zeros to texts of which the model knows nothing, and to no other", async () => {
    const vectors = await embedder.embed(["", "storm", "  \n ", "xyzzy plugh", "xyzzy storm"]);
    const zero = [0, 2, 3].map((i) => [...row(vectors, i)]);
    expect(zero).toEqual(Array.from({ length: 3 }, () => new Array(DIMENSION).fill(0)));
    for (const i of [1, 4]) expect(Math.hypot(...row(vectors, i))).toBeCloseTo(1, 5);
  });

  it("takes no texts", async () => {
    expect(await embedder.embed([])).toHaveLength(0);
  });

  it("reports progress that grows up to the number of texts", async () => {
    const seen: number[] = [];
    await embedder.embed(TEXTS, { onProgress: (done) => seen.push(done) });
    expect(seen.length).toBeGreaterThan(10);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(TEXTS.length);
  });

  it("embeds one by one where the graph rounds over the whole batch", async () => {
    const quantized = await openEmbedder({ model: "toy/quantized", modelDir, allowDownload: false, threads: 1 });
    try {
      const alone = await quantized.embed(["film wins"]);
      const beside = await quantized.embed(["film wins", "huge huge huge"]);
      expect([...row(beside, 0)]).toEqual([...alone]);
      expectedVector("film wins", "mean").forEach((value, d) => expect(alone[d]).toBeCloseTo(value, 1));
    } finally {
      await quantized.close();
    }
  });
});

describe("stopping", () => {
  it("refuses to start when the signal has already fired", async () => {
    await expect(embedder.embed(TEXTS, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "CANCELLED" });
  });

  it("stops in the middle, reports nothing more, and can be used again", async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const onProgress = (done: number) => {
      seen.push(done);
      controller.abort();
    };
    const work = embedder.embed(TEXTS, { signal: controller.signal, onProgress });
    await expect(work).rejects.toMatchObject({ code: "CANCELLED" });
    await embedder.embed(["storm"]);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toBeLessThan(TEXTS.length);
  });

  it("ends what runs when it is closed", async () => {
    const other = await openEmbedder({ model: "toy/mean", modelDir, allowDownload: false, threads: 1 });
    const work = other.embed(TEXTS, { onProgress: () => void other.close() });
    await expect(work).rejects.toMatchObject({ code: "CANCELLED" });
    await expect(other.embed(["storm"])).rejects.toMatchObject({ code: "CANCELLED" });
  });
});
