import type { Keyword } from "./class-keywords.js";
import type { TextTerms } from "./terms.js";

/** Longer than any headline: such a "title" is the beginning of a text. */
const LONGEST_HEADLINE = 110;
const TITLE_KEYWORDS = 4;

export interface TitleCandidate {
  readonly title: string;
  readonly terms: TextTerms;
}

/**
 * A title for a cluster: the headline among its exemplars that says most of what its keywords say, or the keywords
 * themselves where no exemplar has a headline.
 *
 * @param exemplars best first; an early place breaks ties
 */
export function clusterTitle(exemplars: readonly TitleCandidate[], keywords: readonly Keyword[]): string {
  let best: string | null = null;
  let bestScore = -1;
  exemplars.forEach(({ title, terms }, place) => {
    const headline = title.trim();
    if (headline === "" || headline.length > LONGEST_HEADLINE || looksLikeBareWords(headline)) return;
    let covered = 0;
    for (const { term, weight } of keywords) if (terms.has(term.toLocaleLowerCase("und"))) covered += weight;
    // Of two that cover as much, the more central one; a far exemplar must say clearly more.
    const score = covered * (1 - 0.08 * place);
    if (score > bestScore) {
      best = headline;
      bestScore = score;
    }
  });
  if (best !== null) return best;
  const words = keywords.slice(0, TITLE_KEYWORDS).map((keyword) => keyword.term);
  if (words.length > 0) return words.join(", ");
  return shorten(exemplars[0]?.title ?? "") || "Untitled topic";
}

/** A long run of lower-case words without any punctuation but the mark of a cut is a bag of words, not a headline. */
function looksLikeBareWords(title: string): boolean {
  const words = title.replace(/…$/u, "");
  return (
    words.length > 60 && words === words.toLocaleLowerCase("und") && /\p{Ll}/u.test(words) && !/\p{P}/u.test(words)
  );
}

function shorten(title: string): string {
  const line = title.trim().split("\n", 1)[0] ?? "";
  if (line.length <= LONGEST_HEADLINE) return line;
  const cut = line.slice(0, LONGEST_HEADLINE);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), LONGEST_HEADLINE / 2))}…`;
}
