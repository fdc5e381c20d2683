import type { ClusterDescription } from "../insight/describe-clusters.js";
import type { ArtifactStore } from "../runs/artifact-store.js";
import type { ClusteringRecord } from "../runs/run-record.js";
import { column, metaNumber } from "./artifact-columns.js";
import { HeldArtifacts } from "./held-artifacts.js";
import { required } from "./stages.js";
import type { LabeledKeys } from "./tasks/overlap-clusters.js";

/** What the history of topics needs of a run. */
export interface PublishedRun extends LabeledKeys {
  readonly id: string;
  /** By label. */
  readonly sizes: Int32Array;
  /** By label; as the run made them. */
  readonly titles: readonly string[];
}

/** @throws TopographError ARTIFACT_EXPIRED where the run was deleted meanwhile, or is damaged */
export async function readPublishedRun(
  { id, artifacts }: ClusteringRecord,
  store: ArtifactStore,
): Promise<PublishedRun> {
  const held = new HeldArtifacts(store);
  const rows = await held.get(required(artifacts, "rows"));
  const clusters = await held.get(required(artifacts, "clusters"));
  const described = await held.get(required(artifacts, "labels"));
  const { clusters: descriptions } = described.meta as unknown as { readonly clusters: readonly ClusterDescription[] };
  return {
    id,
    keys: { bytes: column(rows, "keyBytes", Uint8Array), offsets: column(rows, "keyOffsets", Float64Array) },
    labels: column(clusters, "labels", Int32Array),
    clusterCount: metaNumber(clusters, "clusterCount"),
    sizes: column(clusters, "sizes", Int32Array),
    titles: descriptions.map(({ title }) => title),
  };
}
