import type { StoreKind } from "../store/vector-store.js";
import type { CollectionFingerprint, CollectionRecord } from "./collection-record.js";
import type { ClusteringRecord, ProjectionRecord, RunStatus } from "./run-record.js";

/** Newest first, by (time, id); `after` is the last record of the page before. */
export interface RunPage {
  readonly limit: number;
  readonly after?: { readonly time: number; readonly id: string };
}

/** Collections and runs. Each call is one transaction; a resolved write is durable. */
export interface RunStore {
  /** Rejects CONFLICT where the name is taken. */
  createCollection(collection: CollectionRecord): Promise<void>;
  collectionByName(name: string): Promise<CollectionRecord | null>;
  collectionById(id: string): Promise<CollectionRecord | null>;
  /** By name, in the order of UTF-8 bytes. */
  listCollections(page: { readonly after?: string; readonly limit: number }): Promise<CollectionRecord[]>;
  countCollections(): Promise<number>;
  /**
   * Its documents are in another store from now on, and its runs stay. The revision does too, except on the way to the embedded
   * store, where an unchanged one stands for unchanged documents: others may have written to them in Milvus.
   */
  moveCollection(id: string, store: StoreKind): Promise<void>;
  /**
   * Returns the new revision.
   *
   * @param documents how many are written with it; a watch of the collection counts them
   */
  bumpRevision(collectionId: string, documents?: number): Promise<number>;
  /**
   * Remembers how an attached collection looks, and whether that is a change, which raises its revision. Nothing happens where
   * it is remembered otherwise than as `before`: another has looked meanwhile.
   *
   * @returns the record as it is then; null where there is none
   */
  noteFingerprint(
    collectionId: string,
    before: CollectionFingerprint | null,
    now: CollectionFingerprint,
    isChange: boolean,
  ): Promise<CollectionRecord | null>;
  /**
   * With its clusterings and projections; artifacts go with the next sweep. Its id is kept among `droppedCollections`
   * until its documents are gone too, unless they are not ours to drop.
   */
  deleteCollection(id: string): Promise<void>;
  /** Where its documents are, or those that a deleted one may have left; null where nothing is known of it. */
  storeOf(id: string): Promise<StoreKind | null>;
  /** Ids of deleted collections whose documents may still be there. */
  droppedCollections(): Promise<string[]>;
  /** The documents are gone. */
  forgetDropped(id: string): Promise<void>;

  insertClustering(run: ClusteringRecord): Promise<void>;
  updateClustering(
    id: string,
    change: Partial<Omit<ClusteringRecord, "id" | "collectionId">>,
  ): Promise<ClusteringRecord>;
  clusteringById(id: string): Promise<ClusteringRecord | null>;
  clusteringByIdempotencyKey(collectionId: string, key: string): Promise<ClusteringRecord | null>;
  /** The newest with this work key that is queued, running or succeeded. */
  clusteringByWorkKey(collectionId: string, workKey: string): Promise<ClusteringRecord | null>;
  newestClustering(collectionId: string, status: RunStatus): Promise<ClusteringRecord | null>;
  listClusterings(collectionId: string, page: RunPage): Promise<ClusteringRecord[]>;
  countClusterings(collectionId: string): Promise<number>;
  /** Queued or running in any collection, oldest first. */
  unfinishedClusterings(): Promise<ClusteringRecord[]>;
  /** Its layouts fall to the first other run that uses them. */
  deleteClustering(id: string): Promise<boolean>;

  insertProjection(projection: ProjectionRecord): Promise<void>;
  updateProjection(
    id: string,
    change: Partial<Omit<ProjectionRecord, "id" | "collectionId">>,
  ): Promise<ProjectionRecord>;
  projectionById(id: string): Promise<ProjectionRecord | null>;
  projectionByLayoutKey(collectionId: string, layoutKey: string): Promise<ProjectionRecord | null>;
  newestProjection(collectionId: string, status: RunStatus): Promise<ProjectionRecord | null>;
  listProjections(collectionId: string, page: RunPage): Promise<ProjectionRecord[]>;
  countProjections(collectionId: string): Promise<number>;
  deleteProjection(id: string): Promise<boolean>;
  /** One transaction: the run and its projection, if any, turn SUCCEEDED together or not at all. */
  publish(
    run: Pick<ClusteringRecord, "id"> & Partial<ClusteringRecord>,
    projectionId: string | null,
  ): Promise<ClusteringRecord>;
}
