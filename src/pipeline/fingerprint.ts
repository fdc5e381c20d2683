import { createHash } from "node:crypto";
import { isTopographError, isUnreachable } from "../errors.js";
import type { CollectionFingerprint } from "../runs/collection-record.js";
import type { Document } from "../store/document.js";
import type { ScanBatch, VectorStore } from "../store/vector-store.js";
import { canonicalJson } from "./stage-keys.js";

/** Documents that are looked at again to notice that others have changed something. */
const SAMPLE_SIZE = 64;

/** A first look at a collection that nothing is known of: its count and the documents with the first keys. */
export async function firstFingerprint(store: VectorStore, collectionId: string): Promise<CollectionFingerprint> {
  const documents = await store.page(collectionId, { limit: SAMPLE_SIZE });
  const keys = documents.map(({ key }) => key);
  return lookAgain(store, collectionId, {
    count: 0,
    last: null,
    sample: keys.map((key) => [key, null]),
    content: null,
  });
}

/**
 * The same collection as it looks now: how many documents there are, whether one came after the last key that is known, and
 * what the documents of the sample are. Equal to `known` in all but `content` where nothing is noticed.
 *
 * @throws TopographError UPSTREAM_UNAVAILABLE or UPSTREAM_TIMEOUT; what cannot be read for another reason has changed
 */
export async function lookAgain(
  store: VectorStore,
  collectionId: string,
  known: CollectionFingerprint,
): Promise<CollectionFingerprint> {
  const keys = known.sample.map(([key]) => key);
  try {
    const [count, later, documents, vectors] = await Promise.all([
      store.count(collectionId),
      known.last === null ? [] : store.page(collectionId, { after: known.last, limit: 1 }),
      store.get(collectionId, keys),
      store.getVectors(collectionId, keys),
    ]);
    const hashOf = (row: number): string | null => {
      const [document, vector] = [documents[row], vectors[row]];
      return document && vector ? documentHash(document, vector) : null;
    };
    return {
      count,
      last: later[0]?.key ?? known.last,
      sample: keys.map((key, row) => [key, hashOf(row)]),
      content: null,
    };
  } catch (error) {
    if (!isTopographError(error) || isUnreachable(error)) throw error;
    return { count: -1, last: known.last, sample: known.sample, content: null };
  }
}

export function isSameLook(a: CollectionFingerprint, b: CollectionFingerprint): boolean {
  return canonicalJson({ ...a, content: null }) === canonicalJson({ ...b, content: null });
}

/** Takes the sample of a fingerprint while a collection is scanned: documents at even distances, and the last. */
export class ScanSample {
  readonly #sample: [key: string, hash: string][] = [];
  #count = 0;
  #last: string | null = null;

  /** @param expected how many documents there will be, about */
  constructor(private readonly expected: number) {}

  add({ documents, vectors }: ScanBatch, dimension: number): void {
    documents.forEach((document, row) => {
      this.#last = document.key;
      const next = Math.floor((this.#sample.length * this.expected) / SAMPLE_SIZE);
      if (this.#count++ < next || this.#sample.length >= SAMPLE_SIZE) return;
      const vector = vectors.subarray(row * dimension, (row + 1) * dimension);
      this.#sample.push([document.key, documentHash(document, vector)]);
    });
  }

  finish(content: string): CollectionFingerprint {
    return { count: this.#count, last: this.#last, sample: this.#sample, content };
  }
}

function documentHash(document: Document, vector: Float32Array): string {
  return createHash("sha256").update(canonicalJson(document)).update(vector).digest("base64url").slice(0, 22);
}
