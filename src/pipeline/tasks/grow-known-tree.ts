import { buildSpanningTree, type OutsideSearch } from "../../numeric/hdbscan/index.js";
import { narrowGraph, type NeighborGraph } from "../../numeric/neighbor-graph.js";
import type { GrownTree } from "./grow-tree.js";
import { shared } from "./shared-memory.js";

export interface KnownTreeInput {
  /** At least as wide as min(neighbors, n - 1). */
  readonly graph: NeighborGraph;
  readonly neighbors: number;
  readonly minSamples: number;
  /** Without exact lists nothing is proven. */
  readonly exactLists: boolean;
}

/**
 * The tree that `growTree` grows by GRAPH, without the vectors, which are the most there is to load; null where the lists
 * leave parts of the graph apart, so that it takes the vectors to join them.
 */
export async function growKnownTree({
  graph,
  neighbors,
  minSamples,
  exactLists,
}: KnownTreeInput): Promise<GrownTree | null> {
  const { n } = graph;
  const options = { minSamples: Math.min(minSamples, Math.max(1, n - 1)), certificationBudget: 0 };
  const known = narrowGraph(graph, Math.min(neighbors, n - 1));
  try {
    const { from, to, weights, ...counts } = await buildSpanningTree(known, options, new NoVectors());
    const { certifiedCount: proven, queries } = counts;
    const certifiedCount = exactLists ? proven : 0;
    return { n, from: shared(from), to: shared(to), weights: shared(weights), certifiedCount, queries };
  } catch (error) {
    if (error instanceof VectorsNeeded) return null;
    throw error;
  }
}

class VectorsNeeded extends Error {
  override readonly name = "VectorsNeeded";
}

class NoVectors implements OutsideSearch {
  readonly squaredError = 0;

  nearestOutside(): never {
    throw new VectorsNeeded("The lists leave parts of the graph apart");
  }

  distance(): never {
    throw new VectorsNeeded("The lists leave parts of the graph apart");
  }
}
