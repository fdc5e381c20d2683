import { uncoveredShare } from "../embedding/script-coverage.js";
import type { EmbeddingModel } from "../embedding/embedder.js";
import type { ClusteringParams, ClusteringSummary, RunArtifacts, RunWarning } from "../runs/run-record.js";
import { stringColumn } from "./artifact-columns.js";
import { settingWarning } from "./setting-warnings.js";
import { required, type StageContext } from "./stages.js";

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
  const setting = await settingWarning(context, keys, params, summary);
  if (setting) warnings.push(setting);
  const language = model && (await modelLanguage(context, keys, model));
  if (language) warnings.push(language);
  return warnings;
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
