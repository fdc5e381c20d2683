import { TopographError } from "../errors.js";
import type { Artifact } from "../runs/artifact-store.js";
import type { Document } from "../store/document.js";
import type { ScanBatch } from "../store/vector-store.js";
import { CONTENT_HASH_BYTES, contentHash } from "./content-hash.js";
import { GrowingArray } from "./growing-array.js";
import { StringColumnBuilder } from "./string-column.js";

/**
 * The columns of a snapshot, batch by batch: the main thread has other things to do between two batches, but nothing
 * while a whole collection is worked through in one piece.
 */
export class SnapshotColumns {
  readonly #keys = new StringColumnBuilder();
  readonly #titles = new StringColumnBuilder();
  readonly #texts = new StringColumnBuilder();
  readonly #publishedAt: GrowingArray<Float64Array>;
  readonly #contentHashes: GrowingArray<Uint8Array>;
  /** In shared memory, for the worker threads to read without a copy. */
  readonly #vectors: GrowingArray<Float32Array>;
  #n = 0;

  /** @param expected number of documents; where there are others, room is made */
  constructor(
    private readonly dimension: number,
    expected: number,
  ) {
    this.#publishedAt = new GrowingArray((length) => new Float64Array(length), expected);
    this.#contentHashes = new GrowingArray((length) => new Uint8Array(length), expected * CONTENT_HASH_BYTES);
    const bytes = Float32Array.BYTES_PER_ELEMENT;
    const shared = (length: number): Float32Array => new Float32Array(new SharedArrayBuffer(length * bytes));
    this.#vectors = new GrowingArray(shared, expected * dimension);
  }

  get n(): number {
    return this.#n;
  }

  /** @throws TopographError VECTOR_DIMENSION_MISMATCH where others made the collection anew with longer or shorter vectors */
  append({ documents, vectors }: ScanBatch): void {
    if (vectors.length !== documents.length * this.dimension) {
      const received = vectors.length / documents.length;
      throw new TopographError(
        "VECTOR_DIMENSION_MISMATCH",
        `The collection was made for vectors of ${this.dimension} numbers, and the store has such of ${received}; drop it and ingest anew.`,
        { expected: this.dimension, received },
      );
    }
    const parts = (part: (document: Document) => string): string[] => documents.map(part);
    this.#keys.append(parts(({ key }) => key));
    this.#titles.append(parts(({ title }) => title));
    this.#texts.append(parts(({ text }) => text));
    this.#publishedAt.append(Float64Array.from(documents, ({ publishedAt }) => publishedAt ?? NaN));
    for (const document of documents) this.#contentHashes.append(contentHash(document));
    this.#vectors.append(vectors);
    this.#n += documents.length;
  }

  rows(): Artifact {
    const { bytes, offsets } = this.#keys.finish();
    const [publishedAt, contentHashes] = [this.#publishedAt.values(), this.#contentHashes.values()];
    return { meta: { n: this.#n }, arrays: { keyBytes: bytes, keyOffsets: offsets, publishedAt, contentHashes } };
  }

  texts(): Artifact {
    const [titles, texts] = [this.#titles.finish(), this.#texts.finish()];
    return {
      meta: { n: this.#n },
      arrays: {
        titleBytes: titles.bytes,
        titleOffsets: titles.offsets,
        textBytes: texts.bytes,
        textOffsets: texts.offsets,
      },
    };
  }

  snapshot(): Artifact {
    return { meta: { n: this.#n, dimension: this.dimension }, arrays: { vectors: this.#vectors.values() } };
  }
}
