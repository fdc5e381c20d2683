import { isTopographError, isUnreachable } from "../errors.js";
import type { CollectionRecord } from "../runs/collection-record.js";
import type { RunStore } from "../runs/run-store.js";
import type { VectorStore } from "../store/vector-store.js";
import { firstFingerprint, isSameLook, lookAgain } from "./fingerprint.js";

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
  const { id, source, fingerprint } = collection;
  if (source === null) return collection;
  if (fingerprint === null) {
    const first = await firstFingerprint(store, id).catch(ignoreUnreadable);
    // Nobody knows what runs before this look have read.
    return (first && (await runs.noteFingerprint(id, null, first, true))) ?? collection;
  }
  const now = await lookAgain(store, id, fingerprint);
  if (isSameLook(now, fingerprint)) return collection;
  return (await runs.noteFingerprint(id, fingerprint, now, true)) ?? collection;
}

/** What cannot be read gives nothing to be compared with; whoever reads it in earnest gets the error. */
function ignoreUnreadable(error: unknown): null {
  if (!isTopographError(error) || isUnreachable(error)) throw error;
  return null;
}
