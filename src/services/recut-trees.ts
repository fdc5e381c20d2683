import type { SpanningTree } from "../numeric/hdbscan/index.js";
import type { NeighborGraph } from "../numeric/neighbor-graph.js";
import { graphRecall } from "../pipeline/artifact-columns.js";
import { exactnessOf, exactnessReport } from "../pipeline/exactness.js";
import { artifactExpired, HeldArtifacts } from "../pipeline/held-artifacts.js";
import { forestKey } from "../pipeline/stage-keys.js";
import type { StagePool, TaskOptions } from "../pipeline/stage-pool.js";
import { graphOf, required, treeOf, vectorsOf } from "../pipeline/stages.js";
import { shared } from "../pipeline/tasks/shared-memory.js";
import type { ArtifactStore } from "../runs/artifact-store.js";
import type { ClusteringParams, ClusteringRecord, ExactnessReport } from "../runs/run-record.js";
import { ResultCache } from "./result-cache.js";

export interface RecutTree {
  readonly key: string;
  readonly tree: SpanningTree;
  readonly exactness: ExactnessReport;
}

interface KnownGraph {
  readonly graph: NeighborGraph;
  /** Null where the lists are exact. */
  readonly recall: number | null;
}

/** A tree takes some 16 bytes a document. */
const KEPT_TREES = 8;
/** A graph takes some 12 bytes a neighbor. */
const KEPT_GRAPHS = 1;

/** The trees that cuts are made of, in memory that the threads share: who cuts once cuts again. */
export class RecutTrees {
  readonly #trees = new ResultCache<RecutTree>(KEPT_TREES);
  readonly #graphs = new ResultCache<KnownGraph>(KEPT_GRAPHS);

  constructor(
    private readonly artifacts: ArtifactStore,
    private readonly pool: StagePool,
  ) {}

  /**
   * The tree of a run, or for other minSamples one that trusts the run's neighbor lists; that one is nowhere stored.
   *
   * @param params of the cut; by GRAPH where its minSamples are not those of the run
   * @throws TopographError ARTIFACT_EXPIRED
   */
  async of(run: ClusteringRecord, params: ClusteringParams, options: TaskOptions): Promise<RecutTree> {
    const held = new HeldArtifacts(this.artifacts);
    const isOwn = params.minSamples === run.params.minSamples;
    const { neighbors } = run.artifacts;
    // Approximate lists are known by their own key, under which no tree is stored.
    const approximate = run.summary?.exactness?.recallAtK == null ? null : neighbors;
    const key = isOwn
      ? required(run.artifacts, "forest")
      : forestKey(required(run.artifacts, "snapshot"), params, approximate);
    if (await held.has(key)) return this.#trees.get(key, () => readTree(held, key, params));
    // A cut must not hang on what happens to be in memory still.
    if (isOwn || neighbors === null || !(await held.has(neighbors))) throw artifactExpired();
    return this.#trees.get(key, () => this.#grow(held, run, { key, neighbors, params }, options));
  }

  /** The neighbor lists of a run, as wide as it used them or wider. */
  async graphOf({ artifacts }: ClusteringRecord): Promise<NeighborGraph> {
    const held = new HeldArtifacts(this.artifacts);
    const { neighbors } = artifacts;
    if (neighbors === null || !(await held.has(neighbors))) throw artifactExpired();
    return (await this.#graphs.get(neighbors, () => readGraph(held, neighbors))).graph;
  }

  async #grow(
    held: HeldArtifacts,
    { artifacts }: ClusteringRecord,
    { key, neighbors: lists, params }: { key: string; neighbors: string; params: ClusteringParams },
    options: TaskOptions,
  ): Promise<RecutTree> {
    const { graph, recall } = await this.#graphs.get(lists, () => readGraph(held, lists));
    const { neighbors, minSamples, exactness } = params;
    const snapshot = required(artifacts, "snapshot");
    const input = { graph, neighbors, minSamples, exactness, exactLists: recall === null };
    const tree =
      (await this.pool.run("growKnownTree", input, options)) ??
      (await this.pool.run("growTree", { ...input, ...(await vectorsOf(held, snapshot)) }, options));
    return { key, tree, exactness: exactnessReport(tree, "GRAPH", recall) };
  }
}

async function readTree(held: HeldArtifacts, key: string, { exactness }: ClusteringParams): Promise<RecutTree> {
  const { n, from, to, weights } = await treeOf(held, key);
  const tree = { n, from: shared(from), to: shared(to), weights: shared(weights) };
  return { key, tree, exactness: exactnessOf(await held.get(key), exactness ?? "AUTO") };
}

async function readGraph(held: HeldArtifacts, key: string): Promise<KnownGraph> {
  const { n, k, indices, distances } = await graphOf(held, key);
  const graph = { n, k, indices: shared(indices), distances: shared(distances) };
  return { graph, recall: graphRecall(await held.get(key)) };
}
