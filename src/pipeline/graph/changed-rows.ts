import type { DocumentFilter } from "../../store/document-filter.js";
import { compareKeys } from "../../store/key-order.js";
import type { VectorStore } from "../../store/vector-store.js";

export interface ScannedRows {
  /** In the order of the rows. */
  readonly keys: readonly string[];
  /** Row-major keys.length x dimension. */
  readonly vectors: Float32Array;
  readonly dimension: number;
}

/**
 * Rows of a snapshot that the store no longer has as they were: a search of the store cannot have found these. What was
 * added since does no harm, as it is no row.
 */
export async function changedRows(
  store: VectorStore,
  collectionId: string,
  filter: DocumentFilter | null,
  { keys, vectors, dimension }: ScannedRows,
  signal: AbortSignal,
): Promise<Int32Array> {
  const changed: number[] = [];
  let row = 0;
  for await (const batch of store.scan(collectionId, filter ?? undefined, signal)) {
    signal.throwIfAborted();
    batch.documents.forEach(({ key }, place) => {
      while (row < keys.length && compareKeys(keys[row] as string, key) < 0) changed.push(row++);
      if (keys[row] !== key) return;
      if (!isEqual(vectors, row, batch.vectors, place, dimension)) changed.push(row);
      row++;
    });
  }
  while (row < keys.length) changed.push(row++);
  return Int32Array.from(changed);
}

function isEqual(a: Float32Array, rowA: number, b: Float32Array, rowB: number, dimension: number): boolean {
  for (let i = 0; i < dimension; i++) if (a[rowA * dimension + i] !== b[rowB * dimension + i]) return false;
  return true;
}
