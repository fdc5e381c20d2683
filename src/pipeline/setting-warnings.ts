import { beyondCliff, GIANT_SHARE, settingText, stableSetting, sweptPoint } from "../insight/swept-setting.js";
import type { SweepPoint } from "../numeric/hdbscan/index.js";
import type { ClusteringParams, ClusteringSummary, RunArtifacts, RunWarning } from "../runs/run-record.js";
import type { JsonObject } from "../store/document.js";
import { adviceKey } from "./stage-keys.js";
import { graphOf, neighborsStage, required, type StageContext, treeOf, vectorsOf } from "./stages.js";
import { sweepStage } from "./sweep-stage.js";
import type { SettingAdvice } from "./tasks/advise-setting.js";

/** From here on noise is worth a word. */
const HIGH_NOISE = 0.5;
/** With fewer documents than this half of them are no giant. */
const GIANT_AMONG = 100;

/**
 * What is the matter with the parameters: mostly noise, one cluster of nearly everything, or a small step to another
 * picture; null for none of them. Sweeps the tree in any case, so that the run has its sweep.
 */
export async function settingWarning(
  context: StageContext,
  keys: RunArtifacts,
  params: ClusteringParams,
  { documentCount, noiseCount }: ClusteringSummary,
): Promise<RunWarning | null> {
  const points = await sweepStage(context, required(keys, "forest"), params);
  const noiseShare = noiseCount / Math.max(1, documentCount);
  if (noiseShare > HIGH_NOISE) {
    const advice = await settingAdvice(context, keys, params, { noiseBelow: noiseShare, smallestSize: 2 });
    const fact = `${percent(noiseShare)} of the documents belong to no cluster.`;
    return warning("HIGH_NOISE", fact, advice, "No setting that was tried has less.");
  }
  if (documentCount < GIANT_AMONG || params.allowSingleCluster) return null;
  const { largestShare } = sweptPoint(points, params);
  const beyond = beyondCliff(points, params);
  const stable = stableSetting(points, params, HIGH_NOISE);
  if (largestShare < GIANT_SHARE) {
    return beyond && warning("CLIFF", cliffText(beyond), advised(stable, params), "No stable setting was found.");
  }
  const limits = { noiseBelow: 1, smallestSize: params.minClusterSize };
  const advice = advised(stable, params) ?? (await settingAdvice(context, keys, params, limits));
  const fact = `One cluster holds ${percent(largestShare)} of the documents; a small change of the parameters may part it.`;
  return warning("CLIFF", fact, advice, "No setting that was tried does.");
}

function cliffText({ clusterCount, largestShare, noiseShare, ...setting }: SweepPoint): string {
  return (
    `A small change turns the picture over: ${settingText(setting)} makes ${clusterCount} clusters, the largest with ` +
    `${percent(largestShare)} of the documents, and leaves ${percent(noiseShare)} in none.`
  );
}

function advised(point: SweepPoint | null, { minSamples }: ClusteringParams): SettingAdvice | null {
  if (point === null) return null;
  const { minClusterSize, selection, clusterCount, noiseShare, largestShare } = point;
  return { minSamples, minClusterSize, selection, clusterCount, noiseShare, largestShare };
}

function warning(code: RunWarning["code"], fact: string, advice: SettingAdvice | null, otherwise: string): RunWarning {
  if (advice === null) return { code, message: `${fact} ${otherwise}`, suggestion: null };
  const { minSamples, clusterCount, noiseShare } = advice;
  const setting = `minSamples ${minSamples}, ${settingText(advice)}`;
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
