import { compareKeys } from "../store/key-order.js";
import { retryUpstream, type RetryOptions } from "../store/retry-upstream.js";
import type { ScanBatch, VectorStore } from "../store/vector-store.js";

/**
 * All documents of a collection of our own, whose keys are in the order of their bytes, each once: where the store is away in
 * between it is asked again, and what was given before is passed over.
 *
 * @throws the store's error when patience is at its end, which is counted anew with every batch
 */
export async function* resumedScan(store: VectorStore, id: string, options: RetryOptions): AsyncGenerator<ScanBatch> {
  let last: string | null = null;
  let scan: AsyncIterator<ScanBatch> | null = null;
  const next = async (): Promise<ScanBatch | null> => {
    scan ??= store.scan(id, undefined, options.signal)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value } = await scan.next();
        if (done) return null;
        const batch = after(value, last);
        if (batch.documents.length > 0) return batch;
      }
    } catch (error) {
      // A scan that has failed is at its end.
      scan = null;
      throw error;
    }
  };
  try {
    for (let batch; (batch = await retryUpstream(next, options)); last = batch.documents.at(-1)?.key ?? last)
      yield batch;
  } finally {
    await (scan as AsyncIterator<ScanBatch> | null)?.return?.();
  }
}

function after({ documents, vectors }: ScanBatch, last: string | null): ScanBatch {
  if (last === null) return { documents, vectors };
  const from = documents.findIndex(({ key }) => compareKeys(key, last) > 0);
  if (from === 0) return { documents, vectors };
  if (from < 0) return { documents: [], vectors: new Float32Array(0) };
  return { documents: documents.slice(from), vectors: vectors.subarray((from * vectors.length) / documents.length) };
}
