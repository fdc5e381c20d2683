import {
  type ClusterOptions,
  type SpanningTree,
  sweepClusters,
  type SweepPoint,
  sweepSizes,
} from "../../numeric/hdbscan/index.js";
import { hierarchyOf } from "./known-hierarchies.js";

export interface SweepInput {
  readonly key: string | null;
  readonly tree: SpanningTree;
  readonly options: ClusterOptions;
}

/** What every size of the grid makes of the tree, under both selections; the grid holds the size of the options too. */
export function sweepTree({ key, tree, options }: SweepInput): SweepPoint[] {
  return sweepClusters(hierarchyOf(key, tree), sweepSizes(tree.n, options.minClusterSize), options);
}
