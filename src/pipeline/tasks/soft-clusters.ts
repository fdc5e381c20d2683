import {
  clusterExemplars,
  type ClusterOptions,
  flatClusters,
  softMembership,
  type SpanningTree,
} from "../../numeric/hdbscan/index.js";
import { exactHits, gatherRows } from "../../numeric/knn/index.js";
import { RowSearch } from "../../onnx/index.js";
import { hierarchyOf } from "./known-hierarchies.js";
import { shared, sharedFloat32 } from "./shared-memory.js";

export interface SoftInput {
  /** Of the tree. */
  readonly key: string;
  readonly tree: SpanningTree;
  readonly options: ClusterOptions;
  readonly vectors: Float32Array;
  readonly dimension: number;
}

export interface SoftClusters {
  readonly top: number;
  /** n * top labels, the firmest first; NOISE in the places that are left. */
  readonly labels: Int32Array;
  readonly probabilities: Float32Array;
}

/** Clusters kept of each document. */
export const SOFT_TOP = 4;
/** Exemplars looked at for each document. */
const NEAR = 64;
/** Documents asked for in one go. */
const BATCH = 8192;

/** How much each document belongs to the clusters it belongs to most. */
export async function softClusters({ key, tree, options, vectors, dimension }: SoftInput): Promise<SoftClusters> {
  const flat = flatClusters(hierarchyOf(key, tree), options);
  const { rows, labels: exemplarLabels } = clusterExemplars(flat);
  const width = Math.min(NEAR, rows.length);
  const indices = new Int32Array(tree.n * width);
  const distances = new Float64Array(tree.n * width);
  if (width > 0) {
    const exemplars = gatherRows(vectors, dimension, rows);
    const candidates = RowSearch.of(exemplars, dimension);
    try {
      for (let from = 0; from < tree.n; from += BATCH) {
        const queries = vectors.slice(from * dimension, Math.min(tree.n, from + BATCH) * dimension);
        const hits = await exactHits({ vectors: exemplars, dimension, candidates, queries, k: width });
        indices.set(hits.indices, from * width);
        distances.set(hits.distances, from * width);
      }
    } finally {
      await candidates.release();
    }
  }
  const soft = softMembership(flat, exemplarLabels, { width, indices, distances }, SOFT_TOP);
  return { top: SOFT_TOP, labels: shared(soft.labels), probabilities: sharedFloat32(soft.probabilities) };
}
