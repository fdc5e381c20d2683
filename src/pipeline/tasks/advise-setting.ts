import { GIANT_SHARE } from "../../insight/swept-setting.js";
import { buildHierarchy, type ClusterOptions, type SpanningTree, sweepClusters } from "../../numeric/hdbscan/index.js";
import { growTree, type TreeInput } from "./grow-tree.js";
import type { TaskHooks } from "./task-hooks.js";

export interface AdviceInput {
  readonly graph: TreeInput;
  /** The tree of the run itself. */
  readonly tree: SpanningTree;
  readonly options: ClusterOptions;
  /** A setting must have less noise than this; 1 where noise is not the matter. */
  readonly noiseBelow: number;
  /** Clusters smaller than those of the run are no answer to one that is too large. */
  readonly smallestSize: number;
}

/** A setting with the figures it gave. */
export interface SettingAdvice {
  readonly minSamples: number;
  readonly minClusterSize: number;
  readonly selection: "EOM" | "LEAF";
  readonly clusterCount: number;
  readonly noiseShare: number;
  readonly largestShare: number;
}

const SIZES = [2, 3, 5, 10] as const;
const silent: TaskHooks = { onProgress: () => undefined };

/**
 * Tries smaller minSamples and other cluster sizes, with both selections, and gives the setting with the least noise that
 * has several clusters, none of them a giant; null where none fits.
 */
export async function adviseSetting(input: AdviceInput): Promise<SettingAdvice | null> {
  let best: SettingAdvice | null = null;
  const { minSamples: present } = input.graph;
  const sizes = [...new Set([...SIZES, input.options.minClusterSize])].filter((size) => size >= input.smallestSize);
  sizes.sort((a, b) => a - b);
  for (const minSamples of [...new Set([present, Math.ceil(present / 2), 1])]) {
    const tree = minSamples === present ? input.tree : await growTree({ ...input.graph, minSamples }, silent);
    const hierarchy = buildHierarchy(tree);
    for (const { cliff: _, persistence: __, ...point } of sweepClusters(hierarchy, sizes, input.options)) {
      const { clusterCount, largestShare, noiseShare } = point;
      if (clusterCount < 2 || largestShare >= GIANT_SHARE || noiseShare >= input.noiseBelow) continue;
      if (best === null || noiseShare < best.noiseShare) best = { minSamples, ...point };
    }
  }
  return best;
}
