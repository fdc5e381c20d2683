import { createHash } from "node:crypto";

import type { Embedder, EmbeddingModel, EmbedOptions } from "../../src/embedding/embedder.js";

export const TINY_DIMENSION = 16;

/** Embeds a text as the normalized sum of a fixed vector for each of its words; knows no word without a Latin letter. */
export class TinyEmbedder implements Embedder {
  /** Texts of each call. */
  readonly calls: string[][] = [];
  readonly model: EmbeddingModel;

  constructor(name = "test/tiny") {
    this.model = {
      name,
      dtype: "fp32",
      pooling: "mean",
      prefix: null,
      dimension: TINY_DIMENSION,
      maxTokens: 512,
      languages: ["en"],
      scripts: ["Latin"],
    };
  }

  async embed(texts: readonly string[], { signal, onProgress }: EmbedOptions = {}): Promise<Float32Array> {
    this.calls.push([...texts]);
    const rows = new Float32Array(texts.length * TINY_DIMENSION);
    for (const [at, text] of texts.entries()) {
      signal?.throwIfAborted();
      rows.set(embedText(text), at * TINY_DIMENSION);
      onProgress?.(at + 1);
      if (at % 50 === 49) await new Promise((resolve) => setImmediate(resolve));
    }
    return rows;
  }

  async close(): Promise<void> {
    // Holds nothing.
  }
}

export function embedText(text: string): Float32Array {
  const sum = new Float64Array(TINY_DIMENSION);
  for (const [word] of text.toLowerCase().matchAll(/[a-z]+/g)) {
    const hash = createHash("sha256").update(word).digest();
    for (let at = 0; at < TINY_DIMENSION; at++) sum[at] = sum[at]! + hash[at]! - 127.5;
  }
  const length = Math.hypot(...sum);
  return Float32Array.from(sum, (value) => (length === 0 ? 0 : value / length));
}
