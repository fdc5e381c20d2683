import type { CollectionLocks } from "../runs/collection-locks.js";
import type { CollectionRecord } from "../runs/collection-record.js";
import type { RunStore } from "../runs/run-store.js";
import type { DocumentFilter } from "../store/document-filter.js";
import type { VectorStore } from "../store/vector-store.js";
import { ScanSample } from "./fingerprint.js";
import { noticeChanges } from "./notice-changes.js";
import { takeSnapshot, type Snapshot, type SnapshotHooks } from "./snapshot.js";

export interface ReadDeps {
  readonly store: VectorStore;
  readonly runs: RunStore;
  readonly locks: CollectionLocks;
}

/** A snapshot, and the revision of the collection that it shows. */
export interface CollectionReading {
  readonly revision: number;
  readonly scanned: Snapshot;
}

/**
 * Reads a whole collection. What is made here is locked meanwhile, so that the revision belongs to the documents. Of an attached
 * one, a change that is found out here counts like one that is noticed, and one that others make meanwhile leaves the reading
 * with the revision of before.
 */
export async function readCollection(
  deps: ReadDeps,
  collection: CollectionRecord,
  filter: DocumentFilter | null,
  hooks: SnapshotHooks,
): Promise<CollectionReading> {
  const { store, runs, locks } = deps;
  return locks.run(collection.id, async () => {
    const before = (await runs.collectionById(collection.id)) ?? collection;
    if (before.source === null || filter !== null) {
      const { revision } = await noticeChanges(deps, before);
      return { revision, scanned: await takeSnapshot(store, collection, filter, hooks) };
    }
    const noticed = await noticeChanges(deps, before);
    const sample = new ScanSample(await store.count(collection.id));
    const scanned = await takeSnapshot(store, collection, null, {
      ...hooks,
      onBatch: (batch) => sample.add(batch, collection.dimension),
    });
    const now = sample.finish(`${scanned.keys.rows}\n${scanned.keys.snapshot}`);
    const known = noticed.fingerprint;
    const isChange = known?.content !== null && known?.content !== now.content;
    const after = await runs.noteFingerprint(collection.id, known, now, isChange);
    const isMine = after?.fingerprint?.content === now.content;
    return { revision: isMine ? after.revision : noticed.revision, scanned };
  });
}
