import {
  type ClusterOptions,
  extractClusters,
  nearestView,
  type SpanningTree,
  validityIndex,
} from "../../numeric/hdbscan/index.js";
import { hierarchyOf } from "./known-hierarchies.js";
import { shared, sharedFloat32 } from "./shared-memory.js";

export interface ClustersInput {
  /** Of the tree: by it a thread knows what it has cut before. Null for a tree without a key. */
  readonly key: string | null;
  readonly tree: SpanningTree;
  readonly options: ClusterOptions;
}

/** Columns over the n rows, then over clusters by label, then over the rows of the cluster tree. */
export interface CutClusters {
  readonly n: number;
  readonly clusterCount: number;
  readonly noiseCount: number;
  readonly validity: number | null;
  readonly labels: Int32Array;
  readonly probabilities: Float32Array;
  readonly outlierScores: Float32Array;
  readonly nearestLabels: Int32Array;
  readonly nearestDistances: Float32Array;
  readonly sizes: Int32Array;
  readonly persistence: Float64Array;
  readonly treeParent: Int32Array;
  readonly treeChild: Int32Array;
  readonly treeDistance: Float64Array;
  readonly treeSize: Int32Array;
  readonly treeLabel: Int32Array;
}

/** Flat clusters, and for every noise row the cluster it would join first. */
export function cutClusters({ key, tree, options }: ClustersInput): CutClusters {
  const hierarchy = hierarchyOf(key, tree);
  const result = extractClusters(hierarchy, options);
  const nearest = nearestView(hierarchy, result.labels);
  return {
    n: result.n,
    clusterCount: result.clusterCount,
    noiseCount: result.noiseCount,
    validity: validityIndex(hierarchy, result.labels, result.sizes),
    labels: shared(result.labels),
    probabilities: sharedFloat32(result.probabilities),
    outlierScores: sharedFloat32(result.outlierScores),
    nearestLabels: shared(nearest.labels),
    nearestDistances: sharedFloat32(nearest.distances),
    sizes: shared(result.sizes),
    persistence: shared(result.persistence),
    treeParent: shared(result.tree.parent),
    treeChild: shared(result.tree.child),
    treeDistance: shared(result.tree.distance),
    treeSize: shared(result.tree.size),
    treeLabel: shared(result.tree.label),
  };
}
