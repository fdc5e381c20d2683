import { classKeywords, type Keyword } from "./class-keywords.js";
import { clusterTitle } from "./cluster-title.js";
import { clusterExemplars } from "./exemplars.js";
import { countNearDuplicates } from "./near-duplicates.js";
import { TermReader } from "./terms.js";

export interface ClusterDescription {
  readonly title: string;
  readonly keywords: readonly Keyword[];
  /** Row numbers, best first. */
  readonly exemplars: readonly number[];
  /** Members that nearly repeat another one. */
  readonly duplicateCount: number;
}

export interface ClusteredTexts {
  /** One a row. */
  readonly titles: readonly string[];
  readonly texts: readonly string[];
  /** Row-major n x dimension. */
  readonly vectors: Float32Array;
  readonly dimension: number;
  readonly labels: Int32Array;
  readonly probabilities: ArrayLike<number>;
  readonly clusterCount: number;
}

export const KEYWORD_LIMIT = 10;
export const EXEMPLAR_LIMIT = 10;

/** Keywords, exemplars and a title for each cluster, in the order of labels. */
export function describeClusters(clustered: ClusteredTexts): ClusterDescription[] {
  const { titles, texts, labels, clusterCount } = clustered;
  const reader = new TermReader();
  const words = texts.map((text, row) => reader.words(`${titles[row] ?? ""}\n${text}`));
  const terms = words.map((row) => reader.termsOf(row));
  const keywords = classKeywords(terms, labels, clusterCount, KEYWORD_LIMIT);
  return rowsByLabel(labels, clusterCount).map((rows, label) => {
    const exemplars = clusterExemplars(
      clustered.vectors,
      clustered.dimension,
      rows,
      clustered.probabilities,
      EXEMPLAR_LIMIT,
    );
    const own = keywords[label] ?? [];
    const candidates = exemplars.map((row) => ({ title: titles[row] ?? "", terms: reader.read(titles[row] ?? "") }));
    const members = Array.from(rows, (row) => (words[row] ?? []).map((word) => word.toLocaleLowerCase("und")));
    const duplicateCount = countNearDuplicates(members);
    return { title: clusterTitle(candidates, own), keywords: own, exemplars, duplicateCount };
  });
}

function rowsByLabel(labels: Int32Array, clusterCount: number): Int32Array[] {
  const rows: number[][] = Array.from({ length: clusterCount }, () => []);
  labels.forEach((label, row) => rows[label]?.push(row));
  return rows.map((members) => Int32Array.from(members));
}
