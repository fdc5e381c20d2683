import { type ClusterDescription, describeClusters } from "../../insight/describe-clusters.js";
import { decodeStrings, type StringColumn } from "../string-column.js";

export interface NamesInput {
  readonly titles: StringColumn;
  readonly texts: StringColumn;
  readonly vectors: Float32Array;
  readonly dimension: number;
  readonly labels: Int32Array;
  readonly probabilities: Float32Array;
  readonly clusterCount: number;
}

/** Title, keywords and exemplars of each cluster, by label. */
export function nameClusters(input: NamesInput): ClusterDescription[] {
  return describeClusters({ ...input, titles: decodeStrings(input.titles), texts: decodeStrings(input.texts) });
}
