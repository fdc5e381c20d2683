import type { EmbeddingModel } from "../../embedding/embedder.js";
import { uncoveredShare, type UncoveredTexts } from "../../embedding/script-coverage.js";
import { decodeStrings, type StringColumn } from "../string-column.js";

export interface UncoveredInput {
  readonly titles: StringColumn;
  readonly texts: StringColumn;
  readonly scripts: EmbeddingModel["scripts"];
}

/** How many documents are written in scripts that the model does not know. */
export function findUncovered({ titles, texts, scripts }: UncoveredInput): UncoveredTexts {
  const heads = decodeStrings(titles);
  const whole = decodeStrings(texts).map((text, row) => `${heads[row] ?? ""}\n${text}`);
  return uncoveredShare(whole, { scripts });
}
