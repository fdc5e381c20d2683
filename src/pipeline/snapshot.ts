import { createHash, type Hash } from "node:crypto";
import { TopographError } from "../errors.js";
import type { Artifact } from "../runs/artifact-store.js";
import type { DocumentFilter } from "../store/document-filter.js";
import type { ScanBatch, StoreCollection, VectorStore } from "../store/vector-store.js";
import { SnapshotColumns } from "./snapshot-columns.js";
import { stageKey } from "./stage-keys.js";

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
  readonly onBatch?: (batch: ScanBatch) => void;
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
  { signal, onProgress, onBatch }: SnapshotHooks,
): Promise<Snapshot> {
  const expected = await store.count(collection.id, filter ?? undefined);
  const columns = new SnapshotColumns(collection.dimension, expected);
  // Hashed apart, so that the sizes of the scan's batches leave no trace.
  const keyHash = createHash("sha256");
  const vectorHash = createHash("sha256");
  const textHash = createHash("sha256");
  for await (const batch of store.scan(collection.id, filter ?? undefined, signal)) {
    signal.throwIfAborted();
    for (const document of batch.documents) {
      updateWithText(keyHash, document.key);
      for (const part of [document.key, document.title, document.text, String(document.publishedAt)]) {
        updateWithText(textHash, part);
      }
    }
    vectorHash.update(batch.vectors);
    columns.append(batch);
    onBatch?.(batch);
    onProgress(Math.min(1, columns.n / Math.max(1, expected)));
  }
  if (columns.n === 0) throw noDocuments(collection.name, filter);
  const identity = [collection.dimension, keyHash.digest("hex"), vectorHash.digest("hex")].join("\n");
  const texts = textHash.digest("hex");
  return {
    keys: {
      rows: stageKey("rows", [texts]),
      snapshot: stageKey("snapshot", [identity]),
      texts: stageKey("texts", [texts]),
    },
    artifacts: { rows: columns.rows(), snapshot: columns.snapshot(), texts: columns.texts() },
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
