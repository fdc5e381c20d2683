import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Matrix } from "../../scripts/distill/matrix.js";
import { quantizeRows, writeStaticModel } from "../../scripts/distill/static-model.js";
import type { Embedder } from "../../src/embedding/embedder.js";
import { openEmbedder } from "../../src/embedding/open-embedder.js";
import { idsOf, tokenizerConfig, tokenizerJson, VOCABULARY } from "../embedding/fixtures/toy-tokenizer.js";
import { matrix, randomMatrix, rowsOf } from "./matrices.js";

const SPECIAL_TOKENS = 5;
const DIMENSION = 16;

describe("quantized rows", () => {
  it("are off by half a step of their row at most, whatever its size", () => {
    const tokens = randomMatrix(50, DIMENSION, 11);
    tokens.data.forEach((value, i) => (tokens.data[i] = value * 10 ** ((Math.floor(i / DIMENSION) % 9) - 4)));
    const { values, scales } = quantizeRows(tokens);
    rowsOf(tokens).forEach((row, i) => {
      const largest = Math.max(...row.map(Math.abs));
      row.forEach((value, c) => {
        const error = Math.abs(value - values[i * DIMENSION + c]! * scales[i]!);
        expect(error).toBeLessThanOrEqual((largest / 127 / 2) * (1 + 1e-5));
      });
    });
  });

  it("keep zeros, signs and the largest entry", () => {
    const { values, scales } = quantizeRows(
      matrix([
        [0, 0],
        [-2, 1],
      ]),
    );
    expect([...values]).toEqual([0, 0, -127, 64]);
    expect(scales[0]).toBe(0);
    expect(scales[1]).toBeCloseTo(2 / 127, 9);
  });
});

describe("a written static model", () => {
  let folder = "";
  let tokens: Matrix;
  let embedder: Embedder;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "topograph-static-"));
    const teacher = join(folder, "teacher");
    await mkdir(teacher);
    const cut = { truncation: { max_length: 4, strategy: "LongestFirst", stride: 0 }, padding: null };
    await writeFile(join(teacher, "tokenizer.json"), JSON.stringify({ ...(tokenizerJson() as object), ...cut }));
    const settings = { ...(tokenizerConfig() as object), name_or_path: "somewhere/else" };
    await writeFile(join(teacher, "tokenizer_config.json"), JSON.stringify(settings));
    await writeFile(join(teacher, "special_tokens_map.json"), "{}");
    tokens = randomMatrix(VOCABULARY.length, DIMENSION, 21);
    tokens.data.fill(0, 0, SPECIAL_TOKENS * DIMENSION);
    await writeStaticModel(join(folder, "models/toy/static"), tokens, teacher);
    embedder = await openEmbedder({
      model: "toy/static",
      modelDir: join(folder, "models"),
      allowDownload: false,
      threads: 1,
    });
  });
  afterAll(async () => {
    await embedder.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** The unit vector of the mean of the table's rows, special tokens being zero. */
  function meanOf(text: string): number[] {
    const rows = rowsOf(tokens);
    const sum = new Array<number>(DIMENSION).fill(0);
    for (const id of idsOf(text, 512)) rows[id]!.forEach((value, d) => (sum[d]! += value));
    const norm = Math.hypot(...sum);
    return sum.map((value) => value / norm);
  }

  const TEXTS = [
    "storm",
    "film wins prize",
    "bank raises rates ship sinks storm hits coast",
    "storm storm storm bank",
    Array.from({ length: 100 }, (_, i) => ["storm", "hits", "coast"][i % 3]).join(" "),
  ];

  it("gives the mean of the table's rows through the product's own pipeline", async () => {
    const vectors = await embedder.embed(TEXTS);
    TEXTS.forEach((text, i) => {
      meanOf(text).forEach((value, d) => expect(Math.abs(vectors[i * DIMENSION + d]! - value)).toBeLessThan(0.01));
    });
  });

  it("gives the same bits in a batch as alone", async () => {
    const together = await embedder.embed(TEXTS);
    for (const [i, text] of TEXTS.entries()) {
      expect([...(await embedder.embed([text]))]).toEqual([...together.subarray(i * DIMENSION, (i + 1) * DIMENSION)]);
    }
  });

  it("says of itself what it is, and nothing of where it came from", async () => {
    expect(embedder.model).toMatchObject({ dimension: DIMENSION, pooling: "mean", prefix: null, maxTokens: 512 });
    const settings = await readFile(join(folder, "models/toy/static/tokenizer_config.json"), "utf8");
    expect(settings).not.toContain("somewhere");
    // Programs that heed it would cut texts at the teacher's length.
    const tokenizer = await readFile(join(folder, "models/toy/static/tokenizer.json"), "utf8");
    expect(JSON.parse(tokenizer)).toMatchObject({ truncation: null, padding: null });
  });
});
