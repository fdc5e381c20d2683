import { availableParallelism } from "node:os";
import type { NeighborGraph } from "../../numeric/neighbor-graph.js";
import { principalComponents, trustworthiness15 } from "../../numeric/umap/index.js";
import { type ProjectionEngine, projectorOf } from "../../projection/index.js";
import { shared } from "./shared-memory.js";
import type { TaskHooks } from "./task-hooks.js";

export interface LayoutInput {
  readonly graph: NeighborGraph;
  readonly vectors: Float32Array;
  readonly dimension: number;
  /** Counts the point itself. */
  readonly neighbors: number;
  readonly minDist: number;
  readonly seed: number;
  readonly epochs: number;
  readonly engine: ProjectionEngine;
}

export interface DrawnLayout {
  /** n * 2 coordinates. */
  readonly xy: Float32Array;
  /** At 15 neighbors, on a sample; null for too few points. */
  readonly trustworthiness: number | null;
}

/** UMAP by the engine asked for, over the graph's lists, from a start at the principal components of the vectors. */
export async function layOut(input: LayoutInput, hooks: TaskHooks): Promise<DrawnLayout> {
  const { graph, vectors, dimension, neighbors, minDist, seed, epochs, engine } = input;
  const start = principalComponents(vectors, dimension);
  const options = { neighbors, minDist, seed, epochs, start, threads: availableParallelism() };
  const xy = shared(await projectorOf(engine).project(graph, options, hooks));
  return { xy, trustworthiness: trustworthiness15(xy, vectors, dimension, graph) };
}
