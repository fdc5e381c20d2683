import type { EmbeddedDocument } from "../../src/store/document.js";
import type { SearchHit } from "../../src/store/vector-store.js";

export function euclidean(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(sum);
}

export function byUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The k nearest of `documents`, ties by key, by looking at all of them. */
export function bruteForceSearch(
  query: Float32Array,
  documents: Iterable<EmbeddedDocument>,
  k: number,
  except?: string,
): SearchHit[] {
  return [...documents]
    .filter(({ key }) => key !== except)
    .map(({ key, vector }) => ({ key, distance: euclidean(query, vector) }))
    .sort((a, b) => a.distance - b.distance || byUtf8(a.key, b.key))
    .slice(0, k);
}
