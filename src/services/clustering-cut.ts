import { HeldArtifacts } from "../pipeline/held-artifacts.js";
import type { StagePool } from "../pipeline/stage-pool.js";
import { describe, required, treeOf } from "../pipeline/stages.js";
import type { ArtifactStore } from "../runs/artifact-store.js";
import type { ClusteringParams, ClusteringRecord } from "../runs/run-record.js";
import type { ClusteringCut } from "./run-access.js";

/**
 * Cuts the stored spanning tree of a run by other parameters. Titles are made only when they are asked for.
 *
 * @throws TopographError ARTIFACT_EXPIRED
 */
export async function cutClustering(
  run: ClusteringRecord,
  params: ClusteringParams,
  keys: readonly string[],
  artifacts: ArtifactStore,
  pool: StagePool,
): Promise<ClusteringCut> {
  const started = performance.now();
  const held = new HeldArtifacts(artifacts);
  const tree = await treeOf(held, required(run.artifacts, "forest"));
  const cut = await pool.run("cutClusters", { tree, options: params });
  const { n, clusterCount, noiseCount, labels, probabilities, outlierScores, nearestLabels, nearestDistances } = cut;
  let titles: Promise<readonly string[]> | undefined;
  return {
    params,
    clusterCount,
    noiseShare: noiseCount / Math.max(1, n),
    sizes: Array.from(cut.sizes),
    seconds: (performance.now() - started) / 1000,
    columns: { keys, labels, probabilities, outlierScores, nearestLabels, nearestDistances },
    titles: () => (titles ??= titlesOf()),
  };

  async function titlesOf(): Promise<string[]> {
    const described = await describe({ pool, held }, run.artifacts, { labels, probabilities, clusterCount });
    return described.map(({ title }) => title);
  }
}
