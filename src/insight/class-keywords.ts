import type { TextTerms } from "./terms.js";

export interface Keyword {
  readonly term: string;
  /** Class-based tf-idf, comparable within one cluster. */
  readonly weight: number;
}

/** A term in more than this share of all texts says nothing about one cluster, whatever the language. */
const COMMON_SHARE = 0.15;
/** Below so many texts a share is no evidence of commonness. */
const COMMON_MIN_TEXTS = 50;

/**
 * Class-based tf-idf (Grootendorst 2022, "BERTopic", arXiv 2203.05794): the texts of a cluster are one class, and
 *
 *   weight(t, c) = tf(t, c) / |c| * log(1 + A / f(t))
 *
 * with |c| the terms of class c, A the mean number of terms in a class and f(t) the occurrences of t in all texts, noise
 * included. A term counts once a text, so that one text that repeats a word does not speak for its cluster, and must
 * occur in two texts of a cluster of two or more.
 *
 * @param terms one entry a row
 * @param labels one label a row; negative rows are noise
 * @returns for each cluster up to `limit` keywords, heaviest first, ties by term
 */
export function classKeywords(
  terms: readonly TextTerms[],
  labels: Int32Array,
  clusterCount: number,
  limit: number,
): Keyword[][] {
  const total = new Map<string, number>();
  const byCluster = Array.from({ length: clusterCount }, () => new Map<string, number>());
  const forms = new Map<string, Map<string, number>>();
  const clusterTerms = new Float64Array(clusterCount);
  const clusterSizes = new Int32Array(clusterCount);
  terms.forEach((row, index) => {
    const label = labels[index] ?? -1;
    const counts = byCluster[label];
    if (counts) clusterSizes[label] = (clusterSizes[label] ?? 0) + 1;
    for (const [term, form] of row) {
      increment(total, term);
      if (!counts) continue;
      increment(counts, term);
      clusterTerms[label] = (clusterTerms[label] ?? 0) + 1;
      let written = forms.get(term);
      if (!written) forms.set(term, (written = new Map()));
      increment(written, form);
    }
  });
  const mean = clusterTerms.reduce((sum, count) => sum + count, 0) / Math.max(1, clusterCount);
  const common = terms.length >= COMMON_MIN_TEXTS ? terms.length * COMMON_SHARE : Infinity;
  return byCluster.map((counts, label) => {
    const leastTexts = Math.min(2, clusterSizes[label] ?? 0);
    const size = Math.max(1, clusterTerms[label] ?? 0);
    const weighted: Keyword[] = [];
    for (const [term, count] of counts) {
      const everywhere = total.get(term) ?? count;
      if (count < leastTexts || (everywhere > common && everywhere > count * 2)) continue;
      weighted.push({ term, weight: (count / size) * Math.log(1 + mean / everywhere) });
    }
    weighted.sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1));
    return weighted.slice(0, limit).map(({ term, weight }) => ({ term: usualForm(forms.get(term), term), weight }));
  });
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** As it is written most often; the first in code-unit order where forms tie. */
function usualForm(forms: Map<string, number> | undefined, term: string): string {
  let best = term;
  let most = 0;
  for (const [form, count] of forms ?? []) {
    if (count > most || (count === most && form < best)) {
      best = form;
      most = count;
    }
  }
  return best;
}
