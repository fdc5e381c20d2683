import type { CollectionRecord } from "../runs/collection-record.js";
import type { RunStore } from "../runs/run-store.js";
import type { VectorStore } from "../store/vector-store.js";
import { isSameLook, lookAgain } from "./fingerprint.js";

/**
 * Looks whether others have changed an attached collection. A change raises its revision, by which runs before it are stale.
 *
 * @returns the collection as it is known then; the one given where it is made here or was dropped
 * @throws TopographError UPSTREAM_UNAVAILABLE or UPSTREAM_TIMEOUT
 */
export async function noticeChanges(
  { store, runs }: { readonly store: VectorStore; readonly runs: RunStore },
  collection: CollectionRecord,
): Promise<CollectionRecord> {
  const { id, fingerprint } = collection;
  if (fingerprint === null) return collection;
  const now = await lookAgain(store, id, fingerprint);
  if (isSameLook(now, fingerprint)) return collection;
  return (await runs.noteFingerprint(id, fingerprint, now, true)) ?? collection;
}
