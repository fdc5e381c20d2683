import { randomUUID } from "node:crypto";
import type { CollectionRecord } from "../../src/runs/collection-record.js";
import type { ClusteringRecord, ProjectionRecord } from "../../src/runs/run-record.js";

export function madeCollection(parts: Partial<CollectionRecord> = {}): CollectionRecord {
  const id = randomUUID();
  return {
    id,
    name: `c_${id.slice(0, 8)}`,
    metric: "COSINE",
    dimension: 384,
    store: "EMBEDDED",
    model: { name: "a/model", dtype: "q8", pooling: "mean", prefix: null },
    readOnly: false,
    source: null,
    fingerprint: null,
    revision: 0,
    createdAt: 1_700_000_000_000,
    ...parts,
  };
}

export function madeClustering(collectionId: string, parts: Partial<ClusteringRecord> = {}): ClusteringRecord {
  return {
    id: randomUUID(),
    collectionId,
    params: {
      minClusterSize: 3,
      minSamples: 3,
      neighbors: 50,
      selection: "EOM",
      epsilon: 0,
      maxClusterSize: null,
      allowSingleCluster: false,
      filter: { all: [{ field: "it's \u0000", op: "IN", value: ["😀", 1, true] }] },
    },
    projectionParams: { neighbors: 80, minDist: 0.1, seed: 42, epochs: 200, engine: "UMAP_JS" },
    workKey: randomUUID(),
    idempotencyKey: null,
    requestHash: randomUUID(),
    status: "QUEUED",
    stage: null,
    progress: 0,
    requestedAt: 1_700_000_000_000,
    startedAt: null,
    finishedAt: null,
    collectionRevision: 1,
    artifacts: {
      rows: null,
      snapshot: null,
      texts: null,
      neighbors: null,
      forest: null,
      clusters: null,
      labels: null,
      layout: null,
    },
    projectionId: null,
    summary: null,
    stages: [],
    warnings: [],
    error: null,
    attempts: 0,
    ...parts,
  };
}

export function madeProjection(collectionId: string, parts: Partial<ProjectionRecord> = {}): ProjectionRecord {
  return {
    id: randomUUID(),
    collectionId,
    layoutKey: randomUUID(),
    rowsKey: randomUUID(),
    params: { neighbors: 80, minDist: 0.1, seed: 42, epochs: 200, engine: "UMAP_JS" },
    status: "RUNNING",
    progress: 0.5,
    clusteringId: randomUUID(),
    createdAt: 1_700_000_000_000,
    error: null,
    ...parts,
  };
}
