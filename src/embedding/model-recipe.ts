import { TopographError } from "../errors.js";
import type { ModelIdentity, Pooling } from "./embedder.js";
import { knownModel } from "./known-models.js";
import type { ModelDtype } from "./model-dtype.js";
import type { ModelSettings } from "./model-settings.js";

/** How a model's texts become vectors, and what is known of it without running it. */
export interface ModelRecipe extends ModelIdentity {
  readonly dtype: ModelDtype;
  readonly maxTokens: number;
  readonly languages: readonly string[];
}

/** Where neither files nor table say it: the limit of BERT and its kin. */
const USUAL_MAX_TOKENS = 512;

/**
 * Pooling, prefix and length belong to the model: its files speak first, then the table of known models, then `configured`.
 * A wrong pooling gives vectors that look fine and are not, so nothing is ever assumed.
 *
 * @throws TopographError EMBEDDING_MODEL_UNUSABLE when the pooling is unknown, or `configured` contradicts the model
 */
export function decideRecipe(
  name: string,
  dtype: ModelDtype,
  settings: ModelSettings,
  configured?: Pooling,
): ModelRecipe {
  const known = knownModel(name);
  const own = settings.pooling ?? known?.pooling;
  if (own !== undefined && configured !== undefined && own !== configured) {
    throw new TopographError(
      "EMBEDDING_MODEL_UNUSABLE",
      `The model "${name}" is made for ${own} pooling, but EMBEDDING_POOLING is ${configured}; unset it. ` +
        `(If the model really differs, say so in its 1_Pooling/config.json.)`,
      { model: name, expected: own, actual: configured },
    );
  }
  const pooling = own ?? configured;
  if (pooling === undefined) {
    throw new TopographError(
      "EMBEDDING_MODEL_UNUSABLE",
      `How the model "${name}" turns its tokens into one vector is not known; set EMBEDDING_POOLING to mean, cls or ` +
        `last_token, as its makers say, or put its 1_Pooling/config.json into its folder.`,
      { model: name },
    );
  }
  const { tokenLimit = Infinity } = settings;
  const wanted =
    settings.maxTokens ?? known?.maxTokens ?? (Number.isFinite(tokenLimit) ? tokenLimit : USUAL_MAX_TOKENS);
  return {
    name,
    dtype,
    pooling,
    prefix: settings.prefix ?? known?.prefix ?? null,
    maxTokens: Math.min(wanted, tokenLimit),
    languages: known?.languages ?? [],
  };
}
