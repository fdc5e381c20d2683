import type { ClusterLineage, RunTrace, TopicChangeRecord } from "./lineage-record.js";
import type { ClusteringRecord } from "./run-record.js";

export interface ChangePage {
  readonly limit: number;
  /** Only changes with a smaller number. */
  readonly before?: number;
  /** Only these; without them all. */
  readonly kinds?: readonly string[];
}

/**
 * What depends on history and is no part of a run: which clusters of successive runs are one topic, the titles that people
 * gave, and what happened to topics. Each call is one transaction; a resolved write is durable.
 */
export interface LineageStore {
  /** Runs that succeeded and have no trace yet, in the order of their publication. */
  untraced(collectionId: string): Promise<ClusteringRecord[]>;
  /** Traced runs of this scope, or of every other one, newest first. */
  tracedRuns(
    collectionId: string,
    scope: { readonly is: string } | { readonly isNot: string },
    limit: number,
  ): Promise<ClusteringRecord[]>;
  /** Lineages begin with the first run that names them. Does nothing where the run is gone or has a trace. */
  addTrace(trace: RunTrace): Promise<void>;
  /** By label; null where the run has no trace. */
  lineagesOf(runId: string): Promise<ClusterLineage[] | null>;
  /** Null takes the title back. False where there is no such lineage. */
  setTitle(lineageId: string, title: string | null): Promise<boolean>;
  /** Newest first. */
  listChanges(collectionId: string, page: ChangePage): Promise<TopicChangeRecord[]>;
  /** With a larger number, oldest first. */
  changesSince(
    collectionId: string,
    number: number,
    page: Pick<ChangePage, "limit" | "kinds">,
  ): Promise<TopicChangeRecord[]>;
  /** Of any kind; 0 where there is none. */
  newestChange(collectionId: string): Promise<number>;
  countChanges(collectionId: string, kinds?: readonly string[]): Promise<number>;
}
