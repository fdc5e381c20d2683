import type { ChangeEvents } from "../pipeline/change-events.js";
import type { CollectionLocks } from "../runs/collection-locks.js";
import type { CollectionRecord } from "../runs/collection-record.js";
import type { RunStore } from "../runs/run-store.js";
import type { Document } from "../store/document.js";
import type { DocumentFilter } from "../store/document-filter.js";
import type { PageRequest, VectorStore } from "../store/vector-store.js";
import { refuseReadOnly } from "./collection-service.js";
import { resolveFilter, type FilterInput } from "./filter-resolution.js";
import { LIMITS, requireLength } from "./limits.js";
import type { ClusteringAccess } from "./run-access.js";

export interface DocumentServiceDeps {
  readonly store: VectorStore;
  readonly runs: RunStore;
  readonly locks: CollectionLocks;
  readonly clusterings: Pick<ClusteringAccess, "byId" | "result">;
  readonly collectionEvents: ChangeEvents;
}

export class DocumentService {
  constructor(private readonly deps: DocumentServiceDeps) {}

  page(collectionId: string, request: PageRequest): Promise<Document[]> {
    return this.deps.store.page(collectionId, request);
  }

  /** In the order of `keys`; null where there is none. */
  get(collectionId: string, keys: readonly string[]): Promise<(Document | null)[]> {
    return this.deps.store.get(collectionId, keys);
  }

  count(collectionId: string, filter?: DocumentFilter): Promise<number> {
    return this.deps.store.count(collectionId, filter);
  }

  /** Undefined where there is nothing to filter by. */
  async resolveFilter(
    collection: CollectionRecord,
    input: FilterInput | null | undefined,
  ): Promise<DocumentFilter | undefined> {
    if (!input) return undefined;
    const filter = await resolveFilter(input, collection, this.deps.clusterings);
    return Object.keys(filter).length > 0 ? filter : undefined;
  }

  /** Returns how many of the keys were there. */
  async delete(collection: CollectionRecord, keys: readonly string[]): Promise<number> {
    const { store, runs, locks } = this.deps;
    refuseReadOnly(collection);
    requireLength("keys", keys, LIMITS.maxDeleteKeys);
    const distinct = [...new Set(keys)];
    const deleted = await locks.run(collection.id, async () => {
      const found = await store.get(collection.id, distinct);
      if (found.every((document) => document === null)) return 0;
      // First the revision: should the server die in between, runs are only taken for stale.
      await runs.bumpRevision(collection.id);
      return store.delete(collection.id, distinct);
    });
    if (deleted > 0) this.deps.collectionEvents.changed(collection.id);
    return deleted;
  }
}
