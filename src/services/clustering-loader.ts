import type { ClusterDescription } from "../insight/describe-clusters.js";
import { column, stringColumn } from "../pipeline/artifact-columns.js";
import { HeldArtifacts } from "../pipeline/held-artifacts.js";
import { required } from "../pipeline/stages.js";
import type { ArtifactStore } from "../runs/artifact-store.js";
import type { ClusteringRecord } from "../runs/run-record.js";
import { ClusteringResult } from "./clustering-result.js";

/** What early runs have of their clusters lacks what was added since. */
type StoredDescription = Omit<ClusterDescription, "duplicateCount"> & Partial<ClusterDescription>;

/** Reads the light artifacts of a run that succeeded; they are kept as long as the run is. */
export async function loadClusteringResult(run: ClusteringRecord, store: ArtifactStore): Promise<ClusteringResult> {
  const held = new HeldArtifacts(store);
  const [rows, clusters, labels] = await Promise.all(
    (["rows", "clusters", "labels"] as const).map((name) => held.get(required(run.artifacts, name))),
  );
  if (!rows || !clusters || !labels) throw new Error("Three artifacts were read");
  const { clusters: descriptions } = labels.meta as unknown as { readonly clusters: readonly StoredDescription[] };
  const sizes = column(clusters, "sizes", Int32Array);
  const persistence = column(clusters, "persistence", Float64Array);
  return new ClusteringResult(
    run.id,
    {
      keys: stringColumn(rows, "key"),
      publishedAt: column(rows, "publishedAt", Float64Array),
      contentHashes: column(rows, "contentHashes", Uint8Array),
      labels: column(clusters, "labels", Int32Array),
      probabilities: column(clusters, "probabilities", Float32Array),
      outlierScores: column(clusters, "outlierScores", Float32Array),
      nearestLabels: column(clusters, "nearestLabels", Int32Array),
      nearestDistances: column(clusters, "nearestDistances", Float32Array),
    },
    descriptions.map(({ duplicateCount, ...description }, label) => ({
      ...description,
      duplicateCount: duplicateCount ?? null,
      label,
      size: sizes[label] ?? 0,
      persistence: persistence[label] ?? 0,
    })),
    {
      parent: column(clusters, "treeParent", Int32Array),
      child: column(clusters, "treeChild", Int32Array),
      distance: column(clusters, "treeDistance", Float64Array),
      size: column(clusters, "treeSize", Int32Array),
      label: column(clusters, "treeLabel", Int32Array),
    },
  );
}
