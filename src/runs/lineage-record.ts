/** A cluster of a run, by its label. */
export interface ClusterRef {
  readonly runId: string;
  readonly label: number;
}

/** A topic over the runs in which it lives on; what a cluster of one run is to the others. */
export interface ClusterLineage {
  readonly lineageId: string;
  /** Given by hand; null: the title that each run makes holds. */
  readonly givenTitle: string | null;
}

/** What happened to a topic when a run was published. */
export interface TopicChangeRecord {
  /** Counts up over all runs, in the order of publication. */
  readonly number: number;
  readonly collectionId: string;
  readonly runId: string;
  readonly kind: string;
  readonly lineageId: string;
  /** As the run made it; one given by hand stands before it. */
  readonly title: string;
  readonly givenTitle: string | null;
  readonly before: readonly ClusterRef[];
  readonly after: readonly ClusterRef[];
  readonly sharedDocuments: number;
  /** When the run was published, in milliseconds since 1970. */
  readonly at: number;
}

/** The place of a run in the history of its collection. */
export interface RunTrace {
  readonly runId: string;
  readonly collectionId: string;
  /** Equal for runs that looked at the same documents but for their dates. */
  readonly scope: string;
  /** Lineage ids by label. */
  readonly lineages: readonly string[];
  /** The last one is the newest. */
  readonly changes: readonly Omit<TopicChangeRecord, "number" | "collectionId" | "runId" | "givenTitle">[];
}
