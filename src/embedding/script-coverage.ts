import type { EmbeddingModel } from "./embedder.js";
import { SCRIPTS } from "./vocabulary-scripts.js";

export interface UncoveredTexts {
  /** Texts most of whose letters are in scripts the model does not know, as a share of all texts. */
  readonly share: number;
  /** Those scripts, the most frequent first; "Other" for rare ones. */
  readonly scripts: readonly string[];
}

const NOTHING: UncoveredTexts = { share: 0, scripts: [] };
/** Without letters that belong to no script, such as the Japanese length mark. */
const LETTER = /(?!\p{Script=Common})\p{L}/gu;

/**
 * How much of the texts a model cannot read, by their scripts. It says nothing of languages that share a script: a model
 * for English will seem to cover German.
 */
export function uncoveredShare(texts: readonly string[], model: Pick<EmbeddingModel, "scripts">): UncoveredTexts {
  if (model.scripts === null || texts.length === 0) return NOTHING;
  const known = new Set(model.scripts);
  const covered = scriptPattern(model.scripts);
  const counts = new Map<string, number>();
  let uncovered = 0;
  for (const text of texts) {
    const letters = text.match(LETTER)?.length ?? 0;
    const readable = covered === null ? 0 : (text.match(covered)?.length ?? 0);
    if (letters - readable <= letters / 2) continue;
    uncovered++;
    const script = mainScript(text, known);
    counts.set(script, (counts.get(script) ?? 0) + 1);
  }
  const scripts = [...counts].sort((a, b) => b[1] - a[1]).map(([script]) => script);
  return { share: uncovered / texts.length, scripts };
}

/** The unknown script with the most letters in a text. */
function mainScript(text: string, known: ReadonlySet<string>): string {
  let best = "Other";
  let most = 0;
  for (const script of SCRIPTS) {
    const letters = known.has(script) ? 0 : (text.match(scriptPattern([script]) ?? /$^/g)?.length ?? 0);
    if (letters > most) [best, most] = [script, letters];
  }
  return best;
}

function scriptPattern(scripts: readonly string[]): RegExp | null {
  if (scripts.length === 0) return null;
  return new RegExp(`(?=\\p{L})[${scripts.map((script) => `\\p{Script=${script}}`).join("")}]`, "gu");
}
