import { createHash, type Hash } from "node:crypto";
import { TopographError } from "../errors.js";
import type { Artifact } from "../runs/artifact-store.js";
import type { Document } from "../store/document.js";
import type { DocumentFilter } from "../store/document-filter.js";
import type { StoreCollection, VectorStore } from "../store/vector-store.js";
import { CONTENT_HASH_BYTES, contentHash } from "./content-hash.js";
import { stageKey } from "./stage-keys.js";
import { encodeStrings } from "./string-column.js";

export interface SnapshotKeys {
  /** Keys, dates and content hashes. */
  readonly rows: string;
  /** Vectors; the identity of the snapshot. */
  readonly snapshot: string;
  /** Titles and texts. */
  readonly texts: string;
}

/** What one scan of a collection found. Row i is the document with the i-th key in the order of UTF-8 bytes. */
export interface Snapshot {
  readonly keys: SnapshotKeys;
  readonly artifacts: Readonly<Record<keyof SnapshotKeys, Artifact>>;
}

export interface SnapshotHooks {
  readonly signal: AbortSignal;
  readonly onProgress: (share: number) => void;
}

/**
 * Reads a collection once. The snapshot's identity is SHA-256 over keys and vectors; that of the texts is over keys,
 * titles, texts and dates. The caller holds the collection's lock.
 *
 * @throws TopographError BAD_USER_INPUT where no document matches
 */
export async function takeSnapshot(
  store: VectorStore,
  collection: StoreCollection,
  filter: DocumentFilter | null,
  { signal, onProgress }: SnapshotHooks,
): Promise<Snapshot> {
  const expected = Math.max(1, await store.count(collection.id, filter ?? undefined));
  // Hashed apart, so that the sizes of the scan's batches leave no trace.
  const keyHash = createHash("sha256");
  const vectorHash = createHash("sha256");
  const textHash = createHash("sha256");
  const documents: Document[] = [];
  const batches: Float32Array[] = [];
  for await (const batch of store.scan(collection.id, filter ?? undefined, signal)) {
    signal.throwIfAborted();
    for (const document of batch.documents) {
      updateWithText(keyHash, document.key);
      for (const part of [document.key, document.title, document.text, String(document.publishedAt)]) {
        updateWithText(textHash, part);
      }
      documents.push(document);
    }
    vectorHash.update(batch.vectors);
    batches.push(batch.vectors);
    onProgress(Math.min(1, documents.length / expected));
  }
  if (documents.length === 0) throw noDocuments(collection.name, filter);
  const identity = [collection.dimension, keyHash.digest("hex"), vectorHash.digest("hex")].join("\n");
  const texts = textHash.digest("hex");
  return {
    keys: {
      rows: stageKey("rows", [texts]),
      snapshot: stageKey("snapshot", [identity]),
      texts: stageKey("texts", [texts]),
    },
    artifacts: {
      rows: rowsArtifact(documents),
      snapshot: {
        meta: { n: documents.length, dimension: collection.dimension },
        arrays: { vectors: joinBatches(batches, documents.length * collection.dimension) },
      },
      texts: textsArtifact(documents),
    },
  };
}

export function noDocuments(collection: string, filter: DocumentFilter | null): TopographError {
  return new TopographError(
    "BAD_USER_INPUT",
    filter === null
      ? `Collection ${collection} has no documents; ingest some first.`
      : `No document of collection ${collection} matches the filter; widen it.`,
    { collection },
  );
}

/** Preceded by its length, so that no two lists of texts run together to the same bytes. */
function updateWithText(hash: Hash, text: string): void {
  hash.update(`${Buffer.byteLength(text)}\n`).update(text);
}

/** In shared memory, for the worker threads to read without a copy. */
function joinBatches(batches: readonly Float32Array[], length: number): Float32Array {
  const vectors = new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
  let at = 0;
  for (const batch of batches) {
    vectors.set(batch, at);
    at += batch.length;
  }
  return vectors;
}

function rowsArtifact(documents: readonly Document[]): Artifact {
  const { bytes, offsets } = encodeStrings(documents.map(({ key }) => key));
  const hashes = new Uint8Array(documents.length * CONTENT_HASH_BYTES);
  documents.forEach((document, row) => hashes.set(contentHash(document), row * CONTENT_HASH_BYTES));
  return {
    meta: { n: documents.length },
    arrays: {
      keyBytes: bytes,
      keyOffsets: offsets,
      publishedAt: Float64Array.from(documents, ({ publishedAt }) => publishedAt ?? NaN),
      contentHashes: hashes,
    },
  };
}

function textsArtifact(documents: readonly Document[]): Artifact {
  const titles = encodeStrings(documents.map(({ title }) => title));
  const texts = encodeStrings(documents.map(({ text }) => text));
  return {
    meta: { n: documents.length },
    arrays: {
      titleBytes: titles.bytes,
      titleOffsets: titles.offsets,
      textBytes: texts.bytes,
      textOffsets: texts.offsets,
    },
  };
}
