import type { ClusteringParams, ClusteringSummary, RunArtifacts, RunWarning } from "../runs/run-record.js";
import type { JsonObject } from "../store/document.js";
import { column } from "./artifact-columns.js";
import { adviceKey } from "./stage-keys.js";
import { graphOf, neighborsStage, required, type StageContext, treeOf, vectorsOf } from "./stages.js";
import { GIANT_SHARE, type SettingAdvice } from "./tasks/advise-setting.js";

/** From here on noise is worth a word. */
const HIGH_NOISE = 0.5;
/** With fewer documents than this half of them are no giant. */
const GIANT_AMONG = 100;

/** What the parameters have made of the documents: mostly noise, or one cluster of nearly everything; null for neither. */
export async function settingWarning(
  context: StageContext,
  keys: RunArtifacts,
  params: ClusteringParams,
  { documentCount, noiseCount }: ClusteringSummary,
): Promise<RunWarning | null> {
  const noiseShare = noiseCount / Math.max(1, documentCount);
  if (noiseShare > HIGH_NOISE) {
    const advice = await settingAdvice(context, keys, params, { noiseBelow: noiseShare, smallestSize: 2 });
    const fact = `${percent(noiseShare)} of the documents belong to no cluster.`;
    return warning("HIGH_NOISE", fact, advice, "No setting that was tried has less.");
  }
  const clusters = await context.held.get(required(keys, "clusters"));
  const largestShare = (column(clusters, "sizes", Int32Array)[0] ?? 0) / Math.max(1, documentCount);
  if (largestShare < GIANT_SHARE || documentCount < GIANT_AMONG || params.allowSingleCluster) return null;
  const limits = { noiseBelow: 1, smallestSize: params.minClusterSize };
  const advice = await settingAdvice(context, keys, params, limits);
  const fact = `One cluster holds ${percent(largestShare)} of the documents; a small change of the parameters may part it.`;
  return warning("CLIFF", fact, advice, "No setting that was tried does.");
}

function warning(code: RunWarning["code"], fact: string, advice: SettingAdvice | null, otherwise: string): RunWarning {
  if (advice === null) return { code, message: `${fact} ${otherwise}`, suggestion: null };
  const { minSamples, minClusterSize, selection, clusterCount, noiseShare } = advice;
  const setting = `minSamples ${minSamples}, minClusterSize ${minClusterSize}, selection ${selection}`;
  return {
    code,
    message: `${fact} Tried: ${setting} leaves ${percent(noiseShare)} in no cluster and makes ${clusterCount} clusters.`,
    suggestion: { ...advice },
  };
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** An artifact like any other, so that a repeated run need not try again. */
async function settingAdvice(
  context: StageContext,
  keys: RunArtifacts,
  params: ClusteringParams,
  limits: { readonly noiseBelow: number; readonly smallestSize: number },
): Promise<SettingAdvice | null> {
  const { held, pool, signal } = context;
  const key = adviceKey(required(keys, "clusters"));
  const stored = await held.find(key);
  if (stored) return (stored.meta as JsonObject)["advice"] as unknown as SettingAdvice | null;
  const tree = await treeOf(held, required(keys, "forest"));
  const snapshot = required(keys, "snapshot");
  // A run whose tree was there already has needed no graph, and it may be gone.
  const width = Math.min(Math.max(params.neighbors, params.minSamples), tree.n - 1);
  const neighbors = keys.neighbors ?? (await neighborsStage(context, snapshot, width)).key;
  const graph = {
    graph: await graphOf(held, neighbors),
    ...(await vectorsOf(held, snapshot)),
    neighbors: params.neighbors,
    minSamples: params.minSamples,
    exactness: params.exactness,
    exactLists: context.graphs.approximate === null,
  };
  const advice = await pool.run("adviseSetting", { graph, tree, options: params, ...limits }, { signal });
  await held.put(key, { meta: { advice: advice as unknown as JsonObject | null }, arrays: {} });
  return advice;
}
