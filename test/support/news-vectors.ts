import { readFileSync } from "node:fs";
import type { EmbeddedDocument } from "../../src/store/document.js";

export const NEWS_DIMENSION = 384;

/** Unit vectors of 1,500 real headlines; the texts themselves are not kept. */
export function newsVectors(): Float32Array {
  const file = readFileSync(new URL("../fixtures/hdbscan/news-1500/vectors.f32", import.meta.url));
  return new Float32Array(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength));
}

/** Documents for the first `count` of them, with keys in row order and made-up words for texts. */
export function newsDocuments(count: number): EmbeddedDocument[] {
  const vectors = newsVectors();
  return Array.from({ length: count }, (_, row) => ({
    key: `n-${String(row).padStart(5, "0")}`,
    title: `Headline ${row}`,
    text: `Text of document ${row}`,
    url: null,
    publishedAt: Date.UTC(2026, 0, 1) + row * 60_000,
    fields: {},
    vector: vectors.slice(row * NEWS_DIMENSION, (row + 1) * NEWS_DIMENSION),
  }));
}
