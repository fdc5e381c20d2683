import { type ClusterOverlap, clusterOverlap } from "../../insight/cluster-overlap.js";
import { decodeStrings, type StringColumn } from "../string-column.js";

export interface LabeledKeys {
  readonly keys: StringColumn;
  readonly labels: Int32Array;
  readonly clusterCount: number;
}

/** How two runs share their documents. */
export function overlapClusters({ before, after }: Record<"before" | "after", LabeledKeys>): ClusterOverlap {
  return clusterOverlap({ ...before, keys: decodeStrings(before.keys) }, { ...after, keys: decodeStrings(after.keys) });
}
