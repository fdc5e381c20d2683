import { TopographError } from "../errors.js";
import type { PointExplanation } from "../pipeline/tasks/explain-points.js";
import type { PlacedPoint } from "../pipeline/tasks/place-points.js";
import type { NeighborsBy } from "../pipeline/graph/graph-way.js";
import type { ClusteringGoal, GoalOutcome } from "../insight/clustering-goal.js";
import type { JoinChange, SweepPoint } from "../numeric/hdbscan/index.js";
import type { WantedSearch } from "../pipeline/graph/search-way.js";
import type {
  ClusteringParams,
  ClusteringRecord,
  ExactnessReport,
  ProjectionParams,
  ProjectionRecord,
} from "../runs/run-record.js";
import type { RunPage } from "../runs/run-store.js";
import type { ClusteringColumns, ClusteringResult } from "./clustering-result.js";

export interface ReclusterRequest {
  /** Name. */
  readonly collection: string;
  /** Without `neighborsBy` and `neighborSearch`, which the server fills in. */
  readonly clustering: ClusteringParams;
  /** AUTO: as the server is set. */
  readonly neighborsBy: NeighborsBy;
  readonly neighborSearch: WantedSearch;
  /** How many documents there were to cluster when it was asked for. */
  readonly documentCount: number;
  /** Null: no layout. */
  readonly projection: ProjectionParams | null;
  readonly idempotencyKey: string | null;
  /** By which a repetition with the same idempotency key is known. */
  readonly requestHash: string;
}

/** The same forest cut otherwise; nothing of it is stored. */
export interface ClusteringCut {
  readonly params: ClusteringParams;
  readonly clusterCount: number;
  readonly noiseShare: number;
  /** By label. */
  readonly sizes: readonly number[];
  readonly validity: number | null;
  /** Of the tree that was cut. */
  readonly exactness: ExactnessReport;
  /** Null where no goal was given. */
  readonly goal: Pick<GoalOutcome, "reached" | "message"> | null;
  readonly seconds: number;
  readonly columns: AssignmentSource;
  /** By label. */
  titles(): Promise<readonly string[]>;
  soft(): Promise<SoftSource>;
}

/** Where a point would be that the run has not seen; `rows` are its nearest ones, nearest first. */
export type { PlacedPoint } from "../pipeline/tasks/place-points.js";

/** Why a document is where a run has put it. */
export interface Explanation extends Omit<PointExplanation, "joinsWhen"> {
  readonly joinsWhen: readonly (JoinChange | { readonly parameter: "minSamples"; readonly value: number })[];
}

export type AssignmentSource = Pick<
  ClusteringColumns,
  "keys" | "labels" | "probabilities" | "outlierScores" | "nearestLabels" | "nearestDistances"
>;

/** Of each row the clusters it belongs to most: `top` places, the firmest first, NOISE in those that are left. */
export interface SoftSource {
  readonly top: number;
  readonly labels: Int32Array;
  readonly probabilities: Float32Array;
}

/** What the API needs of the clusterings. */
export interface ClusteringAccess {
  recluster(request: ReclusterRequest): Promise<ClusteringRecord>;
  cancel(id: string): Promise<ClusteringRecord>;
  /** False where there was none. */
  remove(id: string): Promise<boolean>;
  /** Has what no run needs any more deleted soon. */
  sweep(): void;
  byId(id: string): Promise<ClusteringRecord | null>;
  /** The newest that succeeded. */
  newest(collectionId: string): Promise<ClusteringRecord | null>;
  list(collectionId: string, page: RunPage): Promise<ClusteringRecord[]>;
  count(collectionId: string): Promise<number>;
  /** Rejects RUN_NOT_FINISHED. */
  result(run: ClusteringRecord): Promise<ClusteringResult>;
  /** Rejects RUN_NOT_FINISHED, ARTIFACT_EXPIRED or QUEUE_FULL. */
  recut(
    run: ClusteringRecord,
    change: Partial<ClusteringParams>,
    signal?: AbortSignal,
    goal?: ClusteringGoal | null,
  ): Promise<ClusteringCut>;
  /** Computed once, for whoever else asks too, and kept as long as the run is; rejects as `recut` does. */
  softOf(run: ClusteringRecord): Promise<SoftSource>;
  /**
   * Where points that the run has not seen would be in it.
   *
   * @param vectors row-major, in the metric space of the collection; rejects as `recut` does
   */
  place(run: ClusteringRecord, vectors: Float32Array, signal?: AbortSignal): Promise<PlacedPoint[]>;
  /** One a row, each a row of the run; rejects as `recut` does. */
  explain(run: ClusteringRecord, rows: readonly number[], signal?: AbortSignal): Promise<Explanation[]>;
  /** What other sizes and the other selection would make of the run; rejects as `recut` does. */
  sweepOf(run: ClusteringRecord, signal?: AbortSignal): Promise<readonly SweepPoint[]>;
  /** The present state first; ends after the final one, or when the signal aborts. */
  watch(id: string, signal: AbortSignal): AsyncIterable<ClusteringRecord>;
  queueLength(): Promise<number>;
}

/** Coordinates of the documents of a snapshot. */
export interface Layout {
  readonly keys: readonly string[];
  /** x and y of row i at 2 i and 2 i + 1. */
  readonly xy: Float32Array;
  /** At 15 neighbors, on a sample; null for fewer than 32 documents, and in layouts of before it was measured. */
  readonly trustworthiness: number | null;
  rowOf(key: string): number | undefined;
}

/** What the API needs of the projections. */
export interface ProjectionAccess {
  byId(id: string): Promise<ProjectionRecord | null>;
  /** The newest that succeeded. */
  newest(collectionId: string): Promise<ProjectionRecord | null>;
  list(collectionId: string, page: RunPage): Promise<ProjectionRecord[]>;
  count(collectionId: string): Promise<number>;
  /** Rejects RUN_NOT_FINISHED. */
  layout(projection: ProjectionRecord): Promise<Layout>;
  /** Runs that showed it show none from then on. Rejects CONFLICT while it is being drawn. False where there was none. */
  remove(id: string): Promise<boolean>;
}

/** @throws TopographError RUN_NOT_FINISHED */
export function requireSuccess({ status, error }: ClusteringRecord): void {
  if (status === "SUCCEEDED") return;
  const why = error ? `: ${error.message}` : "";
  throw new TopographError("RUN_NOT_FINISHED", `The run is ${status} and has no result${why}`, { status });
}
