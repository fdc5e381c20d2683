import type { NeighborGraph } from "../numeric/neighbor-graph.js";
import type { SpanningTree } from "../numeric/hdbscan/index.js";
import type { Artifact, ArtifactStore } from "../runs/artifact-store.js";
import type { ClusteringParams, ProjectionParams, RunArtifacts } from "../runs/run-record.js";
import type { JsonValue } from "../store/document.js";
import { column, graphRecall, metaNumber } from "./artifact-columns.js";
import type { GraphSource } from "./graph/graph-source.js";
import type { HeldArtifacts } from "./held-artifacts.js";
import { neighborsKey, neighborsPrefix } from "./stage-keys.js";
import type { StagePool, TaskOptions } from "./stage-pool.js";
import type { StringColumn } from "./string-column.js";
import type { CutClusters } from "./tasks/cut-clusters.js";

export interface StageContext {
  readonly pool: StagePool;
  readonly held: HeldArtifacts;
  /** How this run comes by neighbor graphs. */
  readonly graphs: GraphSource;
  readonly artifacts: ArtifactStore;
  readonly signal: AbortSignal;
  readonly onProgress: (share: number) => void;
}

/** A graph at least `width` wide, found or computed. */
export async function neighborsStage(
  context: StageContext,
  snapshot: string,
  width: number,
): Promise<{ readonly key: string; readonly cached: boolean }> {
  const { held, graphs } = context;
  const known = await findGraph(context, snapshot, width);
  if (known !== null) return { key: known, cached: true };
  const input = { snapshot, ...(await vectorsOf(held, snapshot)), width };
  const { n, k, indices, distances, recallAtK } = await graphs.compute(context, input);
  const key = neighborsKey(snapshot, k, graphs.tag);
  await held.put(key, { meta: { n, k, recallAtK }, arrays: { indices, distances } });
  await graphs.stored?.(context, input);
  return { key, cached: false };
}

/** The key of the widest stored graph of a snapshot that came this way; null unless it is at least `width` wide. */
export async function findGraph(
  { artifacts, graphs }: Pick<StageContext, "artifacts" | "graphs">,
  snapshot: string,
  width: number,
): Promise<string | null> {
  const prefix = neighborsPrefix(snapshot) + graphs.tag;
  const widths = (await artifacts.list())
    .map(({ key }) => ({ key, width: key.startsWith(prefix) ? key.slice(prefix.length) : "" }))
    // Parts of a graph, and graphs that came another way, go on with a name.
    .filter(({ width: text }) => /^\d+$/.test(text))
    .map(({ key, width: text }) => ({ key, width: Number(text) }));
  const widest = widths.sort((a, b) => b.width - a.width)[0];
  return widest && widest.width >= width ? widest.key : null;
}

/** Whether a graph of the snapshot is stored that did not come this way. */
export async function hasOtherGraph({ artifacts, graphs }: StageContext, snapshot: string): Promise<boolean> {
  const prefix = neighborsPrefix(snapshot);
  const own = new RegExp(`^${graphs.tag}\\d`);
  return (await artifacts.list()).some(({ key }) => key.startsWith(prefix) && !own.test(key.slice(prefix.length)));
}

export async function forestStage(
  context: StageContext,
  keys: RunArtifacts,
  params: Pick<ClusteringParams, "neighbors" | "minSamples" | "exactness">,
): Promise<boolean> {
  const { pool, held, graphs } = context;
  const key = required(keys, "forest");
  if (await held.find(key)) return true;
  const lists = await held.get(required(keys, "neighbors"));
  const graph = toGraph(lists);
  const recallAtK = graphRecall(lists);
  const { neighbors, minSamples, exactness } = params;
  const input = { ...(await vectorsOf(held, required(keys, "snapshot"))), neighbors, minSamples, exactness };
  const exactLists = graphs.approximate === null;
  const tree = await pool.run("growTree", { graph, exactLists, ...input }, context);
  const { n, from, to, weights, certifiedCount, queries } = tree;
  await held.put(key, { meta: { n, certifiedCount, queries, recallAtK }, arrays: { from, to, weights } });
  return false;
}

export async function clustersStage(
  context: StageContext,
  keys: RunArtifacts,
  params: ClusteringParams,
): Promise<boolean> {
  const { pool, held } = context;
  const key = required(keys, "clusters");
  if (await held.find(key)) return true;
  const forest = required(keys, "forest");
  const tree = await treeOf(held, forest);
  await held.put(key, clustersArtifact(await pool.run("cutClusters", { key: forest, tree, options: params }, context)));
  return false;
}

function clustersArtifact({ n, clusterCount, noiseCount, validity, ...arrays }: CutClusters): Artifact {
  return { meta: { n, clusterCount, noiseCount, validity }, arrays };
}

export async function labelsStage(context: StageContext, keys: RunArtifacts): Promise<boolean> {
  const { held } = context;
  const key = required(keys, "labels");
  if (await held.find(key)) return true;
  const clusters = await held.get(required(keys, "clusters"));
  const clustered = {
    labels: column(clusters, "labels", Int32Array),
    probabilities: column(clusters, "probabilities", Float32Array),
    clusterCount: metaNumber(clusters, "clusterCount"),
  };
  const described = await describe(context, keys, clustered);
  // Clusters are plain JSON: strings, numbers and arrays of them.
  await held.put(key, { meta: { clusters: described as unknown as JsonValue }, arrays: {} });
  return false;
}

/** Titles, keywords and exemplars of any labeling of the snapshot's rows. */
export async function describe(
  { pool, held, ...options }: Pick<StageContext, "pool" | "held"> & TaskOptions,
  keys: RunArtifacts,
  clustered: {
    readonly labels: Int32Array;
    readonly probabilities: Float32Array;
    readonly clusterCount: number;
  },
) {
  return pool.run(
    "nameClusters",
    {
      ...(await textsOf(held, required(keys, "texts"))),
      ...(await vectorsOf(held, required(keys, "snapshot"))),
      ...clustered,
    },
    options,
  );
}

export async function layoutStage(
  context: StageContext,
  keys: RunArtifacts,
  params: ProjectionParams,
): Promise<boolean> {
  const { pool, held } = context;
  const key = required(keys, "layout");
  if (await held.find(key)) return true;
  const graph = await graphOf(held, required(keys, "neighbors"));
  const vectors = await vectorsOf(held, required(keys, "snapshot"));
  const { neighbors, minDist, seed, epochs, engine } = params;
  const drawn = await pool.run("layOut", { graph, ...vectors, neighbors, minDist, seed, epochs, engine }, context);
  await held.put(key, { meta: { n: graph.n, trustworthiness: drawn.trustworthiness }, arrays: { xy: drawn.xy } });
  return false;
}

export async function textsOf(held: HeldArtifacts, key: string): Promise<Record<"titles" | "texts", StringColumn>> {
  const artifact = await held.get(key);
  return {
    titles: {
      bytes: column(artifact, "titleBytes", Uint8Array),
      offsets: column(artifact, "titleOffsets", Float64Array),
    },
    texts: { bytes: column(artifact, "textBytes", Uint8Array), offsets: column(artifact, "textOffsets", Float64Array) },
  };
}

export async function vectorsOf(
  held: HeldArtifacts,
  key: string,
): Promise<{ vectors: Float32Array; dimension: number }> {
  const artifact = await held.get(key);
  return { vectors: column(artifact, "vectors", Float32Array), dimension: metaNumber(artifact, "dimension") };
}

export async function graphOf(held: HeldArtifacts, key: string): Promise<NeighborGraph> {
  return toGraph(await held.get(key));
}

function toGraph(artifact: Artifact): NeighborGraph {
  return {
    n: metaNumber(artifact, "n"),
    k: metaNumber(artifact, "k"),
    indices: column(artifact, "indices", Int32Array),
    distances: column(artifact, "distances", Float64Array),
  };
}

export async function treeOf(held: HeldArtifacts, key: string): Promise<SpanningTree> {
  const artifact = await held.get(key);
  return {
    n: metaNumber(artifact, "n"),
    from: column(artifact, "from", Int32Array),
    to: column(artifact, "to", Int32Array),
    weights: column(artifact, "weights", Float64Array),
  };
}

export function required(keys: RunArtifacts, name: keyof RunArtifacts): string {
  const key = keys[name];
  if (key === null) throw new Error(`The ${name} stage was not reached`);
  return key;
}
