import type { Embedder } from "../../../src/embedding/embedder.js";
import { ApiHarness } from "../../support/api-harness.js";

export interface ApiServer {
  readonly url: string;
  close(): Promise<void>;
}

/** The API over the real parts; only the model is a small one made here. */
export async function startApiServer(options: { readonly maxHeapMb?: number } = {}): Promise<ApiServer> {
  const api = await ApiHarness.open({ embedder: WORD_EMBEDDER, ...options });
  return { url: `${api.url}/graphql`, close: () => api.close() };
}

const DIMENSION = 64;

/** Each word is a direction; texts with the same words lie together. */
const WORD_EMBEDDER: Embedder = {
  model: {
    name: "words",
    dtype: "fp32",
    pooling: "mean",
    prefix: null,
    dimension: DIMENSION,
    maxTokens: 1000,
    languages: ["en"],
    scripts: ["Latin"],
  },
  embed: (texts) => {
    const rows = new Float32Array(texts.length * DIMENSION);
    texts.forEach((text, row) => {
      const vector = rows.subarray(row * DIMENSION, (row + 1) * DIMENSION);
      for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
        let hash = 2166136261;
        for (const char of word) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619);
        vector[(hash >>> 0) % DIMENSION]! += 1;
      }
      const length = Math.hypot(...vector);
      if (length > 0) for (let at = 0; at < DIMENSION; at++) vector[at]! /= length;
    });
    return Promise.resolve(rows);
  },
  close: () => Promise.resolve(),
};
