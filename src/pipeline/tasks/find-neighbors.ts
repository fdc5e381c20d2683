import type { NeighborGraph } from "../../numeric/neighbor-graph.js";
import { approximateNeighborGraph, exactNeighborGraph } from "../../numeric/knn/index.js";
import { BlockRows, RowSearch } from "../../onnx/index.js";
import { shared } from "./shared-memory.js";
import type { TaskHooks } from "./task-hooks.js";

export interface NeighborsInput {
  /** Row-major n x dimension. */
  readonly vectors: Float32Array;
  readonly dimension: number;
  /** Lowered to n - 1 where it is larger. */
  readonly width: number;
}

/** The exact neighbor graph, computed in the process. */
export async function findNeighbors(input: NeighborsInput, hooks: TaskHooks): Promise<NeighborGraph> {
  const { vectors, dimension, width } = input;
  const search = RowSearch.of(vectors, dimension);
  try {
    const graph = await exactNeighborGraph(vectors, dimension, width, search, hooks);
    return { n: graph.n, k: graph.k, indices: shared(graph.indices), distances: shared(graph.distances) };
  } finally {
    await search.release();
  }
}

export interface RoughInput extends NeighborsInput {
  readonly seed: number;
}

/** An approximate neighbor graph, computed in the process, with its recall on a sample. */
export async function findNeighborsRoughly(
  { vectors, dimension, width, seed }: RoughInput,
  hooks: TaskHooks,
): Promise<NeighborGraph & { readonly recallAtK: number }> {
  const search = new BlockRows(dimension);
  try {
    const { n, k, indices, distances, recallAtK } = await approximateNeighborGraph(
      vectors,
      dimension,
      width,
      search,
      seed,
      hooks,
    );
    return { n, k, indices: shared(indices), distances: shared(distances), recallAtK };
  } finally {
    await search.release();
  }
}
