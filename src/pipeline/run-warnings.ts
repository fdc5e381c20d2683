import { uncoveredShare } from "../embedding/script-coverage.js";
import type { EmbeddingModel } from "../embedding/embedder.js";
import type { ClusteringParams, ClusteringSummary, RunArtifacts, RunWarning } from "../runs/run-record.js";
import type { JsonObject } from "../store/document.js";
import { stringColumn } from "./artifact-columns.js";
import { adviceKey } from "./stage-keys.js";
import { graphOf, neighborsStage, required, type StageContext, treeOf, vectorsOf } from "./stages.js";
import type { NoiseAdvice } from "./tasks/advise-noise.js";

/** From here on noise is worth a word. */
const HIGH_NOISE = 0.5;
/** From here on the model's blindness shows in the clusters. */
const UNCOVERED = 0.2;

export async function runWarnings(
  context: StageContext,
  keys: RunArtifacts,
  params: ClusteringParams,
  summary: ClusteringSummary,
  model: EmbeddingModel | null,
): Promise<RunWarning[]> {
  const warnings: RunWarning[] = [];
  const noiseShare = summary.noiseCount / Math.max(1, summary.documentCount);
  if (noiseShare > HIGH_NOISE)
    warnings.push(highNoise(noiseShare, await noiseAdvice(context, keys, params, noiseShare)));
  const language = model && (await modelLanguage(context, keys, model));
  if (language) warnings.push(language);
  return warnings;
}

function highNoise(noiseShare: number, advice: NoiseAdvice | null): RunWarning {
  const percent = (share: number): string => `${Math.round(share * 100)}%`;
  const fact = `${percent(noiseShare)} of the documents belong to no cluster.`;
  if (advice === null)
    return { code: "HIGH_NOISE", message: `${fact} No setting that was tried has less.`, suggestion: null };
  const { minSamples, minClusterSize, selection, clusterCount } = advice;
  const setting = `minSamples ${minSamples}, minClusterSize ${minClusterSize}, selection ${selection}`;
  return {
    code: "HIGH_NOISE",
    message: `${fact} Tried: ${setting} leaves ${percent(advice.noiseShare)} in ${clusterCount} clusters.`,
    suggestion: { ...advice },
  };
}

/** An artifact like any other, so that a repeated run need not try again. */
async function noiseAdvice(
  context: StageContext,
  keys: RunArtifacts,
  params: ClusteringParams,
  noiseShare: number,
): Promise<NoiseAdvice | null> {
  const { held, pool, signal } = context;
  const key = adviceKey(required(keys, "clusters"));
  const stored = await held.find(key);
  if (stored) return (stored.meta as JsonObject)["advice"] as unknown as NoiseAdvice | null;
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
  };
  const advice = await pool.run("adviseNoise", { graph, tree, options: params, noiseShare }, { signal });
  await held.put(key, { meta: { advice: advice as unknown as JsonObject | null }, arrays: {} });
  return advice;
}

async function modelLanguage(
  { held }: StageContext,
  keys: RunArtifacts,
  model: EmbeddingModel,
): Promise<RunWarning | null> {
  const texts = await held.get(required(keys, "texts"));
  const titles = stringColumn(texts, "title");
  const bodies = stringColumn(texts, "text");
  const { share, scripts } = uncoveredShare(
    bodies.map((text, row) => `${titles[row] ?? ""}\n${text}`),
    model,
  );
  if (share <= UNCOVERED) return null;
  return {
    code: "MODEL_LANGUAGE",
    message:
      `${Math.round(share * 100)}% of the documents are written in a script that the model ${model.name} does not know ` +
      `(${scripts.join(", ")}), so their clusters mean little; set EMBEDDING_MODEL to a multilingual model.`,
    suggestion: null,
  };
}
