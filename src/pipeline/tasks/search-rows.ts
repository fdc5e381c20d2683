import { offerRows as offer, scanRows as scan } from "../../numeric/knn/index.js";
import type { NeighborGraph } from "../../numeric/neighbor-graph.js";
import type { TaskHooks } from "./task-hooks.js";

export interface RowsInput {
  /** Row-major n x dimension. */
  readonly vectors: Float32Array;
  readonly dimension: number;
  readonly rows: Int32Array;
}

/** The exact lists of a few rows. */
export function scanRows(
  { vectors, dimension, rows, width }: RowsInput & { readonly width: number },
  hooks: TaskHooks,
): { indices: Int32Array; distances: Float64Array } {
  return scan(vectors, dimension, rows, width, hooks);
}

/** Puts rows into the lists of a graph that lies in shared memory. */
export function offerRows(
  { vectors, dimension, rows, graph }: RowsInput & { readonly graph: NeighborGraph },
  hooks: TaskHooks,
): void {
  offer(graph, vectors, dimension, rows, hooks);
}
