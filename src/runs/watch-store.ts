/** A standing order to recluster a collection by itself. */
export interface WatchRecord {
  readonly collectionId: string;
  readonly afterDocuments: number;
  readonly everyMinutes: number | null;
  readonly windowDays: number | null;
  /** Parameters of the runs, as JSON keeps them. */
  readonly recluster: object;
  /** Documents written since the last run that it asked for. */
  readonly pending: number;
  /** When it asked for its last run, else when it was set; milliseconds since 1970. */
  readonly since: number;
  readonly lastClusteringId: string | null;
}

/** Watches, one a collection at most. Each call is one transaction; a resolved write is durable. */
export interface WatchStore {
  find(collectionId: string): Promise<WatchRecord | null>;
  list(): Promise<WatchRecord[]>;
  /** In place of the one before, if any. */
  put(watch: WatchRecord): Promise<void>;
  /** A run was asked for; documents that were counted until then have been seen. */
  asked(collectionId: string, run: { readonly id: string; readonly at: number; readonly seen: number }): Promise<void>;
  remove(collectionId: string): Promise<void>;
}
