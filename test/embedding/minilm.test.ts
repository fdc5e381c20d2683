import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Embedder } from "../../src/embedding/embedder.js";
import { openEmbedder } from "../../src/embedding/open-embedder.js";

const MODEL = "Xenova/all-MiniLM-L6-v2";
const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const modelDir = resolve(projectRoot, process.env["TOPOGRAPH_TEST_MODELS"] || "../shared/models");
const present = existsSync(resolve(modelDir, MODEL));
const required = (process.env["CI"] ?? "") !== "";
if (!present && !required) {
  console.warn(`Skipped: there is no ${MODEL} in ../shared/models; TOPOGRAPH_TEST_MODELS may name another folder.`);
}

/** The first values of the vector of "A storm hits the coast", as the same weights give them to any ONNX runtime. */
const GOLDEN = [-0.0136, 0.0601, 0.1195, 0.0919, 0.0083, -0.0149, 0.0294, -0.0079];

describe.skipIf(!present && !required)("a real transformer", () => {
  let embedder: Embedder;

  beforeAll(async () => {
    embedder = await openEmbedder({ model: MODEL, modelDir, allowDownload: false, threads: 2 });
  });
  afterAll(() => embedder?.close());

  async function embed(texts: readonly string[]): Promise<Float32Array[]> {
    const { dimension } = embedder.model;
    const vectors = await embedder.embed(texts);
    return texts.map((_, i) => vectors.slice(i * dimension, (i + 1) * dimension));
  }
  const cosine = (a: Float32Array | undefined, b: Float32Array | undefined): number =>
    [...(a ?? [])].reduce((sum, value, i) => sum + value * (b?.[i] ?? NaN), 0);

  it("has 384 dimensions, mean pooling by the table of known models, and an English vocabulary", () => {
    expect(embedder.model).toMatchObject({
      name: MODEL,
      dtype: "q8",
      dimension: 384,
      pooling: "mean",
      prefix: null,
      maxTokens: 256,
      languages: ["en"],
    });
    expect(embedder.model.scripts).toContain("Latin");
    expect(embedder.model.scripts).not.toContain("Thai");
  });

  it("gives the known vector of a sentence, of unit length", async () => {
    const [vector] = await embed(["A storm hits the coast"]);
    expect(Math.hypot(...vector!)).toBeCloseTo(1, 6);
    GOLDEN.forEach((value, d) => expect(Math.abs(vector![d]! - value)).toBeLessThan(0.02));
  });

  it("puts what means the same nearer than what does not", async () => {
    const [storm, hurricane, bank, lender] = await embed([
      "A storm hits the coast",
      "Hurricane reaches the shore",
      "The central bank raises interest rates",
      "Borrowing costs go up again, says the lender of last resort",
    ]);
    expect(cosine(storm, hurricane)).toBeGreaterThan(0.4);
    expect(cosine(bank, lender)).toBeGreaterThan(0.3);
    for (const far of [bank, lender]) expect(cosine(storm, far)).toBeLessThan(0.2);
  });

  it("gives a text the same bits alone, among others and in another order", async () => {
    const texts = [
      "Short",
      "A storm hits the coast",
      "The bank raises rates. ".repeat(30),
      "Film wins prize at festival",
    ];
    const together = await embed(texts);
    const reversed = (await embed([...texts].reverse())).reverse();
    expect(reversed).toEqual(together);
    for (const [i, text] of texts.entries()) expect(await embed([text])).toEqual([together[i]]);
  });

  it("cuts a long text at 256 tokens", async () => {
    const words = "storm coast bank ".repeat(200);
    const [cut, longer, short] = await embed([words, `${words} film prize actor`, "storm coast bank ".repeat(20)]);
    expect(longer).toEqual(cut);
    expect(short).not.toEqual(cut);
  });
});
