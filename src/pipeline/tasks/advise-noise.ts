import {
  buildHierarchy,
  type ClusterOptions,
  extractClusters,
  type Hierarchy,
  type SpanningTree,
} from "../../numeric/hdbscan/index.js";
import { growTree, type TreeInput } from "./grow-tree.js";
import type { TaskHooks } from "./task-hooks.js";

export interface NoiseAdviceInput {
  readonly graph: TreeInput;
  /** The tree of the run itself. */
  readonly tree: SpanningTree;
  readonly options: ClusterOptions;
  readonly noiseShare: number;
}

/** A setting with the figures it gave. */
export interface NoiseAdvice {
  readonly minSamples: number;
  readonly minClusterSize: number;
  readonly selection: "EOM" | "LEAF";
  readonly clusterCount: number;
  readonly noiseShare: number;
  readonly largestShare: number;
}

/** One cluster with most of the documents is no answer to too much noise. */
const LARGEST_SHARE = 0.5;
const SIZES = [2, 3, 5, 10] as const;
const silent: TaskHooks = { onProgress: () => undefined };

/**
 * Tries smaller minSamples and other cluster sizes, with both selections, and gives the setting with the least noise that
 * still has several clusters, none of them holding half of all documents; null where none has less noise than there is.
 */
export async function adviseNoise(input: NoiseAdviceInput): Promise<NoiseAdvice | null> {
  let best: NoiseAdvice | null = null;
  const { minSamples: present } = input.graph;
  for (const minSamples of [...new Set([present, Math.ceil(present / 2), 1])]) {
    const tree = minSamples === present ? input.tree : await growTree({ ...input.graph, minSamples }, silent);
    const hierarchy = buildHierarchy(tree);
    for (const minClusterSize of [...new Set([...SIZES, input.options.minClusterSize])]) {
      for (const selection of ["EOM", "LEAF"] as const) {
        const tried = cut(hierarchy, { ...input.options, minClusterSize, selection }, minSamples);
        if (tried.clusterCount < 2 || tried.largestShare >= LARGEST_SHARE || tried.noiseShare >= input.noiseShare)
          continue;
        if (best === null || tried.noiseShare < best.noiseShare) best = tried;
      }
    }
  }
  return best;
}

function cut(
  hierarchy: Hierarchy,
  options: ClusterOptions & Pick<NoiseAdvice, "selection">,
  minSamples: number,
): NoiseAdvice {
  const { n, clusterCount, noiseCount, sizes } = extractClusters(hierarchy, options);
  return {
    minSamples,
    minClusterSize: options.minClusterSize,
    selection: options.selection,
    clusterCount,
    noiseShare: noiseCount / Math.max(1, n),
    largestShare: (sizes[0] ?? 0) / Math.max(1, n),
  };
}
