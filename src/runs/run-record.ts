import type { ErrorCode } from "../errors.js";
import type { ProjectionEngine } from "../projection/index.js";
import type { JsonObject } from "../store/document.js";
import type { DocumentFilter } from "../store/document-filter.js";

export type { ProjectionEngine };

export type RunStatus = "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";

export const PIPELINE_STAGES = ["SNAPSHOT", "NEIGHBORS", "FOREST", "CLUSTERS", "LABELS", "LAYOUT", "PUBLISH"] as const;
export type PipelineStage = (typeof PIPELINE_STAGES)[number];

export type ClusterSelection = "EOM" | "LEAF";
export type ComputedBy = "PROCESS" | "MILVUS" | "CACHE";
/** How far a run goes to prove its spanning tree: as long as that stays cheap, to the end, or not at all. */
export type Exactness = "AUTO" | "CERTIFIED" | "GRAPH";
/** Who computes a neighbor graph: this process, or the server that keeps the vectors. */
export type GraphWay = "PROCESS" | "MILVUS";
/** How this process searches neighbors. */
export type NeighborSearch = "EXACT" | "APPROXIMATE";

/** Complete: every value that was used. `neighbors` and `minSamples` count other documents. */
export interface ClusteringParams {
  readonly minClusterSize: number;
  readonly minSamples: number;
  readonly neighbors: number;
  readonly selection: ClusterSelection;
  readonly epsilon: number;
  /** Null: no limit. */
  readonly maxClusterSize: number | null;
  readonly allowSingleCluster: boolean;
  /** Absent for AUTO, as in runs of before there was a choice. */
  readonly exactness?: Exactness;
  /** Who was to compute the graph; absent in runs of before there was a choice: the process. */
  readonly neighborsBy?: GraphWay;
  /** Absent for EXACT, as in runs of before there was a choice, and where the graph is not computed by the process. */
  readonly neighborSearch?: "APPROXIMATE";
  readonly filter: DocumentFilter | null;
  /** By which minClusterSize and selection are chosen once the tree is there; absent: they are as they were given. */
  readonly goal?: { readonly maxNoiseShare: number } | { readonly clusterCount: number };
}

/** `neighbors` counts the document itself, as umap-learn does. */
export interface ProjectionParams {
  readonly neighbors: number;
  readonly minDist: number;
  readonly seed: number;
  readonly epochs: number;
  readonly engine: ProjectionEngine;
}

export interface StageReport {
  readonly stage: PipelineStage;
  readonly seconds: number;
  readonly by: ComputedBy;
  readonly cached: boolean;
  /** Peak resident memory of the process during the stage; null where it came from the cache. */
  readonly peakMemoryBytes: number | null;
}

export interface RunError {
  readonly code: ErrorCode | "INTERNAL_SERVER_ERROR";
  readonly message: string;
}

export interface RunWarning {
  readonly code: "HIGH_NOISE" | "CLIFF" | "GOAL_MISSED" | "MODEL_LANGUAGE" | "LAYOUT_SKIPPED";
  readonly message: string;
  /** A setting that was tried and is better, as ReclusterInput fields with the figures it gives. */
  readonly suggestion: JsonObject | null;
}

/** The keys of the artifacts a run is made of; null until the stage has ended. */
export interface RunArtifacts {
  /** Keys of the documents in row order. */
  readonly rows: string | null;
  /** The vectors in row order; its key is the identity of the snapshot. */
  readonly snapshot: string | null;
  /** Titles, texts and dates in row order. */
  readonly texts: string | null;
  readonly neighbors: string | null;
  readonly forest: string | null;
  readonly clusters: string | null;
  readonly labels: string | null;
  readonly layout: string | null;
}

/** How much of the spanning tree is proven to be that of all pairs of documents. */
export interface ExactnessReport {
  /** Absent in runs of before there was a choice: AUTO. */
  readonly mode?: Exactness;
  readonly certified: boolean;
  /** Proven edges, as a share of all, 0..1. */
  readonly certifiedShare: number;
  /** Points asked for rows beyond their lists; a point asked twice counts twice. */
  readonly requeriedPoints: number;
  /** Share of the true neighbors in approximate lists, on a sample; null where the lists are exact. */
  readonly recallAtK: number | null;
}

/** Counts of a run that succeeded. */
export interface ClusteringSummary {
  readonly documentCount: number;
  readonly clusterCount: number;
  readonly noiseCount: number;
  /** Density-based; null where nothing is to be separated, absent in runs of before it was computed. */
  readonly validity?: number | null;
  /** Absent in runs of before it was kept. */
  readonly exactness?: ExactnessReport;
}

export interface ClusteringRecord {
  readonly id: string;
  readonly collectionId: string;
  readonly params: ClusteringParams;
  /** Null: no layout was asked for. */
  readonly projectionParams: ProjectionParams | null;
  /** Equal for equal work: collection, revision, parameters, version of the pipeline. */
  readonly workKey: string;
  readonly idempotencyKey: string | null;
  /** Of what was asked for, without defaults that hang on the documents; null in runs of before it was kept. */
  readonly requestHash: string | null;
  readonly status: RunStatus;
  readonly stage: PipelineStage | null;
  /** 0..1 over all stages. */
  readonly progress: number;
  readonly requestedAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly collectionRevision: number;
  readonly artifacts: RunArtifacts;
  /** Id of the projection this run shows, from the moment its key is known. */
  readonly projectionId: string | null;
  readonly summary: ClusteringSummary | null;
  readonly stages: readonly StageReport[];
  readonly warnings: readonly RunWarning[];
  readonly error: RunError | null;
  /** How often work on it was begun; a run that ends the process again and again is given up. */
  readonly attempts: number;
}

/** A layout. The same artifact is one projection, however many clusterings show it. */
export interface ProjectionRecord {
  readonly id: string;
  readonly collectionId: string;
  /** Key of the layout artifact, known before the layout is. */
  readonly layoutKey: string;
  readonly rowsKey: string;
  readonly params: ProjectionParams;
  readonly status: RunStatus;
  readonly progress: number;
  /** The first clustering that uses it. */
  readonly clusteringId: string;
  readonly createdAt: number;
  readonly error: RunError | null;
}
