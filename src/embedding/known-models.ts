import type { Pooling } from "./embedder.js";

/** What the makers of a model say of it where its folder does not: exports for transformers.js often leave it out. */
export interface KnownModel {
  readonly pooling: Pooling;
  /** Put before each text where texts are compared with one another. */
  readonly prefix?: string;
  readonly maxTokens: number;
  readonly languages?: readonly string[];
}

const ENGLISH = ["en"];
const CHINESE = ["zh"];

/** Matched against the last part of a model's name, in lower case, without the ending "-onnx". */
const KNOWN_MODELS: readonly (readonly [RegExp, KnownModel])[] = [
  [/^static-minilm-256$/, { pooling: "mean", maxTokens: 512, languages: ENGLISH }],
  [/^bge-m3$/, { pooling: "cls", maxTokens: 8192 }],
  [/^bge-(small|base|large)-en(-v1\.5)?$/, { pooling: "cls", maxTokens: 512, languages: ENGLISH }],
  [/^bge-(small|base|large)-zh(-v1\.5)?$/, { pooling: "cls", maxTokens: 512, languages: CHINESE }],
  [/^e5-(small|base|large)(-v2)?$/, { pooling: "mean", prefix: "query: ", maxTokens: 512, languages: ENGLISH }],
  [/^multilingual-e5-(small|base|large)$/, { pooling: "mean", prefix: "query: ", maxTokens: 512 }],
  [/^all-minilm-l6-v2$/, { pooling: "mean", maxTokens: 256, languages: ENGLISH }],
  [/^all-minilm-l12-v2$/, { pooling: "mean", maxTokens: 128, languages: ENGLISH }],
  [/^all-mpnet-base-v2$/, { pooling: "mean", maxTokens: 384, languages: ENGLISH }],
  [/^all-distilroberta-v1$/, { pooling: "mean", maxTokens: 512, languages: ENGLISH }],
  [/^paraphrase-minilm-l(3|6)-v2$/, { pooling: "mean", maxTokens: 128, languages: ENGLISH }],
  [/^paraphrase-multilingual-(minilm-l12|mpnet-base)-v2$/, { pooling: "mean", maxTokens: 128 }],
  [/^multi-qa-(minilm-l6|mpnet-base)-cos-v1$/, { pooling: "mean", maxTokens: 512, languages: ENGLISH }],
  [/^multi-qa-mpnet-base-dot-v1$/, { pooling: "cls", maxTokens: 512, languages: ENGLISH }],
  [/^gte-(small|base|large)$/, { pooling: "mean", maxTokens: 512, languages: ENGLISH }],
  [/^gte-(base|large)-en-v1\.5$/, { pooling: "cls", maxTokens: 8192, languages: ENGLISH }],
  [/^gte-modernbert-base$/, { pooling: "cls", maxTokens: 8192, languages: ENGLISH }],
  [/^gte-multilingual-base$/, { pooling: "cls", maxTokens: 8192 }],
  [/^nomic-embed-text-v1(\.5)?$/, { pooling: "mean", prefix: "clustering: ", maxTokens: 8192, languages: ENGLISH }],
  [/^snowflake-arctic-embed-(xs|s|m|l)$/, { pooling: "cls", maxTokens: 512, languages: ENGLISH }],
  [/^snowflake-arctic-embed-m-v1\.5$/, { pooling: "cls", maxTokens: 512, languages: ENGLISH }],
  [/^snowflake-arctic-embed-(m|l)-v2\.0$/, { pooling: "cls", maxTokens: 8192 }],
  [/^(mxbai-embed-large-v1|uae-large-v1|ember-v1)$/, { pooling: "cls", maxTokens: 512, languages: ENGLISH }],
  [/^jina-embeddings-v2-(small|base)-en$/, { pooling: "mean", maxTokens: 8192, languages: ENGLISH }],
  [/^granite-embedding-(30m|125m)-english$/, { pooling: "cls", maxTokens: 512, languages: ENGLISH }],
  [/^granite-embedding-(107m|278m)-multilingual$/, { pooling: "cls", maxTokens: 512 }],
  [/^qwen3-embedding-0\.6b$/, { pooling: "last_token", maxTokens: 32_768 }],
];

/** @param name such as "Xenova/bge-m3"; the owner does not matter, because exports are published by many. */
export function knownModel(name: string): KnownModel | null {
  const last = name.split("/").at(-1) ?? name;
  const key = last.toLowerCase().replace(/-onnx$/, "");
  return KNOWN_MODELS.find(([pattern]) => pattern.test(key))?.[1] ?? null;
}
