import type { DocumentFilter } from "../../store/document-filter.js";
import type { VectorStore } from "../../store/vector-store.js";

export interface ScannedRows {
  /** Of each key; the store may order keys otherwise than by their text. */
  readonly rowOf: ReadonlyMap<string, number>;
  /** Row-major rowOf.size x dimension. */
  readonly vectors: Float32Array;
  readonly dimension: number;
}

/**
 * Rows of a snapshot that the store no longer has as they were: a search of the store cannot have found these. What was
 * added since does no harm, as it is no row. Rows are given in ascending order.
 */
export async function changedRows(
  store: VectorStore,
  collectionId: string,
  filter: DocumentFilter | null,
  { rowOf, vectors, dimension }: ScannedRows,
  signal: AbortSignal,
): Promise<Int32Array> {
  const unchanged = new Uint8Array(rowOf.size);
  for await (const batch of store.scan(collectionId, filter ?? undefined, signal)) {
    signal.throwIfAborted();
    batch.documents.forEach(({ key }, place) => {
      const row = rowOf.get(key);
      if (row !== undefined && isEqual(vectors, row, batch.vectors, place, dimension)) unchanged[row] = 1;
    });
  }
  const changed: number[] = [];
  unchanged.forEach((isUnchanged, row) => {
    if (!isUnchanged) changed.push(row);
  });
  return Int32Array.from(changed);
}

function isEqual(a: Float32Array, rowA: number, b: Float32Array, rowB: number, dimension: number): boolean {
  for (let i = 0; i < dimension; i++) if (a[rowA * dimension + i] !== b[rowB * dimension + i]) return false;
  return true;
}
