import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { knownModel } from "../../src/embedding/known-models.js";
import { decideRecipe } from "../../src/embedding/model-recipe.js";
import { readModelSettings, type ModelSettings } from "../../src/embedding/model-settings.js";
import { temporaryFolder } from "./fixtures/temporary-folder.js";

const root = await temporaryFolder();
let folders = 0;

async function settingsOf(files: Readonly<Record<string, unknown>>): Promise<ModelSettings> {
  const folder = join(root, String(folders++));
  await mkdir(folder);
  for (const [file, value] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), JSON.stringify(value));
  }
  return readModelSettings(folder, "toy");
}

describe("a model's own files", () => {
  it("say nothing where there are none", async () => {
    expect(await settingsOf({})).toEqual({});
  });

  it("say where texts are cut, and what the network can take", async () => {
    const files = {
      "sentence_bert_config.json": { max_seq_length: 256 },
      "tokenizer_config.json": { model_max_length: 1e30 },
      "config.json": { model_type: "bert", max_position_embeddings: 512 },
    };
    expect(await settingsOf(files)).toEqual({ maxTokens: 256, tokenLimit: 512 });
  });

  it("count the positions that RoBERTa and its kin leave out", async () => {
    const config = { model_type: "xlm-roberta", max_position_embeddings: 8194 };
    expect(await settingsOf({ "config.json": config })).toEqual({ tokenLimit: 8192 });
  });

  it("refuse two poolings at once, and a prompt that is not pooled", async () => {
    const both = { pooling_mode_mean_tokens: true, pooling_mode_cls_token: true };
    await expect(settingsOf({ "1_Pooling/config.json": both })).rejects.toMatchObject({
      code: "EMBEDDING_MODEL_UNUSABLE",
    });
    const files = {
      "1_Pooling/config.json": { pooling_mode_mean_tokens: true, include_prompt: false },
      "config_sentence_transformers.json": { prompts: { clustering: "cluster: " } },
    };
    await expect(settingsOf(files)).rejects.toMatchObject({ code: "EMBEDDING_MODEL_UNUSABLE" });
  });

  it("take the default prompt where there is none for clustering, and no empty one", async () => {
    const named = { prompts: { query: "query: ", passage: "passage: " }, default_prompt_name: "query" };
    expect(await settingsOf({ "config_sentence_transformers.json": named })).toEqual({ prefix: "query: " });
    expect(await settingsOf({ "config_sentence_transformers.json": { prompts: { clustering: "" } } })).toEqual({});
  });
});

describe("a recipe", () => {
  it("takes the files' word before the table's", () => {
    expect(decideRecipe("Xenova/bge-m3", "q8", { pooling: "mean", maxTokens: 64 })).toMatchObject({
      pooling: "mean",
      maxTokens: 64,
    });
  });

  it("never cuts later than tokenizer and network can take", () => {
    expect(decideRecipe("Xenova/bge-m3", "q8", { tokenLimit: 512 }).maxTokens).toBe(512);
    expect(decideRecipe("own", "q8", { pooling: "cls" }).maxTokens).toBe(512);
    expect(decideRecipe("own", "q8", { pooling: "cls", tokenLimit: 2048 }).maxTokens).toBe(2048);
  });

  it("knows models by the last part of their names", () => {
    expect(knownModel("Xenova/bge-m3")).toMatchObject({ pooling: "cls", maxTokens: 8192 });
    expect(knownModel("onnx-community/Qwen3-Embedding-0.6B-ONNX")).toMatchObject({ pooling: "last_token" });
    expect(knownModel("intfloat/multilingual-e5-small")).toMatchObject({ prefix: "query: " });
    expect(knownModel("someone/bge-m3-finetuned")).toBeNull();
  });
});
