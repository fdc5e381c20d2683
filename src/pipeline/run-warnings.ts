import { type EmbeddingModel, type ModelIdentity, sameModel } from "../embedding/embedder.js";
import type { ClusteringParams, ClusteringSummary, RunArtifacts, RunWarning } from "../runs/run-record.js";
import { settingWarning } from "./setting-warnings.js";
import { required, type StageContext, textsOf } from "./stages.js";

/** From here on the model's blindness shows in the clusters. */
const UNCOVERED = 0.2;

export interface WarningModels {
  /** Of the server. */
  readonly own: EmbeddingModel | null;
  /** Of the collection; null where its vectors came from outside. */
  readonly collection: ModelIdentity | null;
}

export async function runWarnings(
  context: StageContext,
  keys: RunArtifacts,
  params: ClusteringParams,
  summary: ClusteringSummary,
  { own, collection }: WarningModels,
): Promise<RunWarning[]> {
  const warnings: RunWarning[] = [];
  const setting = await settingWarning(context, keys, params, summary);
  if (setting) warnings.push(setting);
  // What other models can read is not known here.
  const language = own && collection && sameModel(own, collection) ? await modelLanguage(context, keys, own) : null;
  if (language) warnings.push(language);
  return warnings;
}

async function modelLanguage(
  { held, pool, signal }: StageContext,
  keys: RunArtifacts,
  model: EmbeddingModel,
): Promise<RunWarning | null> {
  const { scripts: known } = model;
  if (known === null) return null;
  const texts = await textsOf(held, required(keys, "texts"));
  const { share, scripts } = await pool.run("findUncovered", { ...texts, scripts: known }, { signal });
  if (share <= UNCOVERED) return null;
  return {
    code: "MODEL_LANGUAGE",
    message:
      `${Math.round(share * 100)}% of the documents are written in a script that the model ${model.name} does not know ` +
      `(${scripts.join(", ")}), so their clusters mean little; set EMBEDDING_MODEL to a multilingual model.`,
    suggestion: null,
  };
}
