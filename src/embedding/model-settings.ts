import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { TopographError } from "../errors.js";
import type { Pooling } from "./embedder.js";

const POOLING_FILE = "1_Pooling/config.json";
const PROMPTS_FILE = "config_sentence_transformers.json";
const LIMITS_FILE = "sentence_bert_config.json";
const MODULES_FILE = "modules.json";

/** Files that sentence-transformers writes beside a model and that exports may or may not carry. */
export const SETTINGS_FILES: readonly string[] = [POOLING_FILE, PROMPTS_FILE, LIMITS_FILE, MODULES_FILE];

/** What a model's own files say of how a text becomes a vector; undefined where they are silent. */
export interface ModelSettings {
  readonly pooling?: Pooling;
  readonly prefix?: string;
  /** Where the makers cut texts. */
  readonly maxTokens?: number;
  /** What tokenizer and network can take at most. */
  readonly tokenLimit?: number;
}

type Json = Readonly<Record<string, unknown>>;

/** Names of the poolings that give the same direction as one of ours, as switches and as values. */
const POOLING_SWITCHES: Readonly<Record<string, Pooling>> = {
  pooling_mode_mean_tokens: "mean",
  pooling_mode_mean_sqrt_len_tokens: "mean",
  pooling_mode_cls_token: "cls",
  pooling_mode_lasttoken: "last_token",
};
const POOLING_VALUES: Readonly<Record<string, Pooling>> = {
  mean: "mean",
  mean_sqrt_len_tokens: "mean",
  cls: "cls",
  lasttoken: "last_token",
};
/** Prompts made for comparing texts with one another. */
const CLUSTERING_PROMPT = /^clustering$/i;

/**
 * @param name for messages
 * @throws TopographError EMBEDDING_MODEL_UNUSABLE when the files ask for what is not done here
 */
export async function readModelSettings(folder: string, name: string): Promise<ModelSettings> {
  const read = (file: string) => readJson(folder, file, name);
  const [pooling, prompts, limits, modules, tokenizer, config] = await Promise.all([
    read(POOLING_FILE),
    read(PROMPTS_FILE),
    read(LIMITS_FILE),
    read(MODULES_FILE),
    read("tokenizer_config.json"),
    read("config.json"),
  ]);
  refuseDense(modules, name);
  const found = pooling === null ? undefined : poolingOf(pooling, name);
  const prefix = prompts === null ? undefined : prefixOf(prompts);
  if (prefix !== undefined && pooling?.["include_prompt"] === false) {
    throw unusable(name, "leaves its prompt out of the pooling, which is not done here; use another model.");
  }
  const maxTokens = count(limits?.["max_seq_length"]);
  const tokenLimit = tokenLimitOf(tokenizer, config);
  return {
    ...(found !== undefined && { pooling: found }),
    ...(prefix !== undefined && { prefix }),
    ...(maxTokens !== undefined && { maxTokens }),
    ...(tokenLimit !== undefined && { tokenLimit }),
  };
}

function poolingOf(config: Json, name: string): Pooling {
  const value = config["pooling_mode"];
  const switched = Object.keys(config).filter((key) => key.startsWith("pooling_mode_") && config[key] === true);
  const poolings = typeof value === "string" ? [POOLING_VALUES[value]] : switched.map((key) => POOLING_SWITCHES[key]);
  const [first] = poolings;
  if (poolings.length === 1 && first !== undefined) return first;
  const asked = typeof value === "string" ? value : switched.join(" and ") || "nothing";
  throw unusable(name, `asks for the pooling ${asked}; mean, cls and last_token are known here. Use another model.`);
}

function prefixOf(config: Json): string | undefined {
  const prompts = (config["prompts"] ?? {}) as Readonly<Record<string, string>>;
  const chosen = Object.keys(prompts).find((key) => CLUSTERING_PROMPT.test(key)) ?? config["default_prompt_name"];
  const prompt = typeof chosen === "string" ? prompts[chosen] : undefined;
  return prompt === "" ? undefined : prompt;
}

/** Layers behind the pooling are not in the exported graph, and vectors without them are not the model's. */
function refuseDense(modules: Json | null, name: string): void {
  if (!Array.isArray(modules)) return;
  const dense = modules.some((module: Json) => String(module["type"]).endsWith(".Dense"));
  if (dense) throw unusable(name, "has a dense layer behind its pooling, which is not run here; use another model.");
}

/** Tokenizers without a limit of their own say 1e30. */
const NO_LIMIT = 1e6;
/** Models of this family number positions from 2. */
const OFFSET_POSITIONS = /roberta|camembert|mpnet/;

function tokenLimitOf(tokenizer: Json | null, config: Json | null): number | undefined {
  const stated = count(tokenizer?.["model_max_length"]);
  const positions = count(config?.["max_position_embeddings"]);
  const offset = OFFSET_POSITIONS.test(String(config?.["model_type"])) ? 2 : 0;
  const limits = [stated, positions === undefined ? undefined : positions - offset].filter(
    (limit) => limit !== undefined && limit > 0 && limit < NO_LIMIT,
  );
  return limits.length === 0 ? undefined : Math.min(...(limits as number[]));
}

function count(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? Math.floor(value) : undefined;
}

async function readJson(folder: string, file: string, name: string): Promise<Json | null> {
  let text: string;
  try {
    text = await readFile(join(folder, file), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw unusable(name, `has a file ${file} that cannot be read.`, error);
  }
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw unusable(name, `has a file ${file} that is not JSON; fetch the model again.`, error);
  }
}

function unusable(name: string, rest: string, cause?: unknown): TopographError {
  return new TopographError("EMBEDDING_MODEL_UNUSABLE", `The model "${name}" ${rest}`, { model: name }, { cause });
}
