import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Embedder, Pooling } from "../../src/embedding/embedder.js";
import { openEmbedder, type EmbedderOptions } from "../../src/embedding/open-embedder.js";
import { TopographError } from "../../src/errors.js";
import { temporaryFolder } from "./fixtures/temporary-folder.js";
import { DIMENSION, expectedVector, POOLING_CONFIG, writeToyModel, type ToyModel } from "./fixtures/toy-model.js";

const modelDir = await temporaryFolder();
const opened: Embedder[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((embedder) => embedder.close()));
});

async function open(model: string, toy: ToyModel | null, more: Partial<EmbedderOptions> = {}): Promise<Embedder> {
  if (toy !== null) await writeToyModel(join(modelDir, model), toy);
  const embedder = await openEmbedder({ model, modelDir, allowDownload: false, threads: 1, ...more });
  opened.push(embedder);
  return embedder;
}

async function failure(
  model: string,
  toy: ToyModel | null,
  more: Partial<EmbedderOptions> = {},
): Promise<TopographError> {
  const error = await open(model, toy, more).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TopographError);
  expect(error).toMatchObject({ code: "EMBEDDING_MODEL_UNUSABLE" });
  expect((error as TopographError).message).not.toContain(modelDir);
  return error as TopographError;
}

function rows(vectors: Float32Array, dimension = DIMENSION): number[][] {
  return Array.from({ length: vectors.length / dimension }, (_, i) => [
    ...vectors.subarray(i * dimension, (i + 1) * dimension),
  ]);
}

function expectRows(vectors: Float32Array, expected: readonly number[][]): void {
  expect(vectors).toHaveLength(expected.length * DIMENSION);
  rows(vectors).forEach((row, i) => row.forEach((value, d) => expect(value).toBeCloseTo(expected[i]![d]!, 5)));
}

const TEXTS = ["storm", "storm hits coast ship sinks bank raises rates", "bank raises rates", "film wins prize"];

describe("a model's own settings", () => {
  it.each<Pooling>(["mean", "cls", "last_token"])("pools by %s as 1_Pooling says", async (pooling) => {
    const embedder = await open(`toy/${pooling}`, { pooling: POOLING_CONFIG[pooling] });
    expect(embedder.model).toMatchObject({
      name: `toy/${pooling}`,
      dtype: "q8",
      pooling,
      prefix: null,
      dimension: DIMENSION,
    });
    expectRows(
      await embedder.embed(TEXTS),
      TEXTS.map((text) => expectedVector(text, pooling)),
    );
  });

  it("puts the clustering prompt before each text", async () => {
    const prompts = { prompts: { query: "query: ", clustering: "clustering: " }, default_prompt_name: "query" };
    const embedder = await open("toy/prompted", { pooling: POOLING_CONFIG.mean, prompts });
    expect(embedder.model.prefix).toBe("clustering: ");
    expectRows(await embedder.embed(["film wins"]), [expectedVector("clustering : film wins", "mean")]);
  });

  it("knows what an e5 model wants although its folder says nothing", async () => {
    const embedder = await open("someone/e5-small-v2", {});
    expect(embedder.model).toMatchObject({ pooling: "mean", prefix: "query: ", languages: ["en"] });
    expectRows(await embedder.embed(["film wins"]), [expectedVector("query : film wins", "mean")]);
  });

  it("gives a prefixed text of unknown words only a row of zeros", async () => {
    const embedder = await open("someone/e5-small-v2", null);
    expect([...(await embedder.embed(["xyzzy"]))]).toEqual([0, 0, 0, 0]);
  });

  it("pools BGE-M3 by its first token", async () => {
    const embedder = await open("Xenova/bge-m3", {});
    expect(embedder.model).toMatchObject({ pooling: "cls", prefix: null });
    expectRows(await embedder.embed(["film wins"]), [expectedVector("film wins", "cls")]);
  });

  it("cuts long texts but keeps the token that ends them", async () => {
    const long = Array.from({ length: 40 }, (_, i) => ["storm", "hits", "coast"][i % 3]).join(" ");
    const embedder = await open("toy/last_token", null);
    expectRows(await embedder.embed([long]), [expectedVector(long, "last_token")]);
  });
});

describe("what cannot work is refused when the model is opened", () => {
  it("refuses an unknown pooling, and takes the configured one", async () => {
    const error = await failure("toy/silent", {});
    expect(error.message).toContain("EMBEDDING_POOLING");
    const embedder = await open("toy/silent", null, { pooling: "cls" });
    expectRows(await embedder.embed(["film wins"]), [expectedVector("film wins", "cls")]);
  });

  it("refuses a configured pooling that contradicts the model", async () => {
    const error = await failure("toy/mean-only", { pooling: POOLING_CONFIG.mean }, { pooling: "cls" });
    expect(error.details).toMatchObject({ expected: "mean", actual: "cls" });
  });

  it("refuses a pooling and a layer it does not know", async () => {
    expect((await failure("toy/max", { pooling: { pooling_mode_max_tokens: true } })).message).toContain("max");
    const modules = [{ idx: 2, type: "sentence_transformers.models.Dense" }];
    expect((await failure("toy/dense", { pooling: POOLING_CONFIG.mean, modules })).message).toContain("dense");
  });

  it("names the dtypes that are there when the wanted one is not", async () => {
    const error = await failure("toy/fp32", { dtype: "fp32", pooling: POOLING_CONFIG.mean });
    expect(error.message).toContain("onnx/model_quantized.onnx");
    expect(error.details).toMatchObject({ dtypes: ["fp32"] });
    const embedder = await open("toy/fp32", null, { dtype: "fp32" });
    expect(embedder.model.dtype).toBe("fp32");
    expect((await failure("toy/fp32", null, { dtype: "half" })).message).toContain("EMBEDDING_DTYPE");
  });

  it("says so when a model is nowhere, and never looks outside its folders", async () => {
    expect((await failure("toy/absent", null)).message).toContain("MODEL_DIR");
    const inside = { modelDir: join(modelDir, "toy") };
    await writeToyModel(join(modelDir, "beside"), { pooling: POOLING_CONFIG.mean });
    expect((await failure("../beside", null, inside)).message).toContain("was not found");
  });

  it("takes an absolute path, and calls the model by its folder's name", async () => {
    const outside = await temporaryFolder();
    await writeToyModel(join(outside, "mine"), { pooling: POOLING_CONFIG.mean });
    const embedder = await open(join(outside, "mine"), null);
    expect(embedder.model.name).toBe("mine");
    expect((await failure(join(outside, "mine"), null, { dtype: "fp16" })).message).not.toContain(outside);
  });

  it("refuses damaged weights without showing where they lie", async () => {
    await writeToyModel(join(modelDir, "toy/damaged"), { pooling: POOLING_CONFIG.mean });
    await writeFile(join(modelDir, "toy/damaged/onnx/model_quantized.onnx"), "not a graph");
    expect((await failure("toy/damaged", null)).message).toContain("cannot be loaded");
  });

  it("refuses settings that are not JSON", async () => {
    await writeToyModel(join(modelDir, "toy/garbled"), { pooling: POOLING_CONFIG.mean });
    await writeFile(join(modelDir, "toy/garbled/1_Pooling/config.json"), "{");
    expect((await failure("toy/garbled", null)).message).toContain("1_Pooling/config.json");
  });
});

describe("external data", () => {
  it("is found beside the graph", async () => {
    const embedder = await open("toy/external", { pooling: POOLING_CONFIG.mean, external: true });
    expectRows(await embedder.embed(["film wins"]), [expectedVector("film wins", "mean")]);
  });

  it("is missed with a clear error", async () => {
    const folder = join(modelDir, "toy/external-lost");
    await writeToyModel(folder, { pooling: POOLING_CONFIG.mean, external: true });
    await (await import("node:fs/promises")).rm(join(folder, "onnx/model_quantized.onnx_data"));
    expect((await failure("toy/external-lost", null)).message).toContain("cannot be loaded");
  });
});
