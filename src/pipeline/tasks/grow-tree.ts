import { buildSpanningTree, type SpanningTree } from "../../numeric/hdbscan/index.js";
import { narrowGraph, type NeighborGraph } from "../../numeric/neighbor-graph.js";
import { OutsideRows } from "../../onnx/index.js";
import { shared } from "./shared-memory.js";
import type { TaskHooks } from "./task-hooks.js";

export interface TreeInput {
  /** At least as wide as min(neighbors, n - 1). */
  readonly graph: NeighborGraph;
  readonly vectors: Float32Array;
  readonly dimension: number;
  readonly neighbors: number;
  readonly minSamples: number;
  /** Absent: AUTO. */
  readonly exactness?: "AUTO" | "CERTIFIED" | "GRAPH" | undefined;
  /** Without exact lists nothing is proven. */
  readonly exactLists: boolean;
}

export interface GrownTree extends SpanningTree {
  /** Edges proven to be those of full HDBSCAN. */
  readonly certifiedCount: number;
  /** Points asked for rows beyond their lists. */
  readonly queries: number;
}

/**
 * The minimum spanning tree of mutual reachability. By AUTO edges are proven as long as no more than n points have to be
 * asked again, a count, so that no clock decides a result; by CERTIFIED all are, by GRAPH only what asks for nothing.
 * Proofs rest on exact lists: without them nothing is called proven.
 */
export async function growTree(input: TreeInput, hooks: TaskHooks): Promise<GrownTree> {
  const { vectors, dimension } = input;
  const { n } = input.graph;
  // Columns beyond `neighbors`, there for the layout, must not change the clusters.
  const graph = narrowGraph(input.graph, Math.min(input.neighbors, n - 1));
  const outside = new OutsideRows(vectors, dimension);
  try {
    const options = {
      minSamples: Math.min(input.minSamples, Math.max(1, n - 1)),
      certificationBudget: input.exactLists ? { AUTO: n, CERTIFIED: Infinity, GRAPH: 0 }[input.exactness ?? "AUTO"] : 0,
      onProgress: hooks.onProgress,
    };
    const { from, to, weights, certifiedCount: proven, queries } = await buildSpanningTree(graph, options, outside);
    const certifiedCount = input.exactLists ? proven : 0;
    return { n, from: shared(from), to: shared(to), weights: shared(weights), certifiedCount, queries };
  } finally {
    await outside.release();
  }
}
