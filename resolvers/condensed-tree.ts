import type { CondensedTree } from "../schema/condensed-tree.type.js";
import { clusterGlobalId } from "../src/graphql/global-id.js";
import type { ClusteringRecord } from "../src/runs/run-record.js";
import { treeRows } from "../src/services/cluster-tree.js";
import type { ClusteringResult } from "../src/services/clustering-result.js";

export function condensedTree(
  run: ClusteringRecord,
  { tree }: ClusteringResult,
  minSize: number | null,
): CondensedTree {
  const rows = treeRows(tree, minSize);
  const pick = (column: Int32Array | Float64Array): number[] => rows.map((row) => column[row] ?? 0);
  return {
    parent: pick(tree.parent),
    child: pick(tree.child),
    distance: pick(tree.distance),
    size: pick(tree.size),
    clusterId: pick(tree.label).map((label) => (label < 0 ? null : clusterGlobalId(run.id, label))),
  };
}
