import { createHash } from "node:crypto";
import type { ArtifactArray } from "../../runs/artifact-store.js";
import type { GraphWay } from "../../runs/run-record.js";
import type { NeighborGraph } from "../../numeric/neighbor-graph.js";
import type { CandidateSource } from "../../store/vector-store.js";
import type { StageContext } from "../stages.js";

export interface GraphInput {
  /** Key of the snapshot. */
  readonly snapshot: string;
  /** Row-major n x dimension, in shared memory. */
  readonly vectors: Float32Array;
  readonly dimension: number;
  /** Neighbors of each, 1..n - 1, or 0 where there is one document. */
  readonly width: number;
}

export interface ComputedGraph extends NeighborGraph {
  /** On a sample; null where the lists are exact. */
  readonly recallAtK: number | null;
}

/** One way to come by a neighbor graph. */
export interface GraphSource {
  readonly by: GraphWay;
  /** Tells its graphs from those that came another way, in their keys; "" in the process. */
  readonly tag: string;
  /** What trees and layouts of its graphs have in their keys; null where the lists are exact, and so the same in any way. */
  readonly approximate: string | null;
  compute(context: StageContext, input: GraphInput): Promise<ComputedGraph>;
  /** Called when the graph is stored: what was kept on the way may go. */
  stored?(context: StageContext, input: GraphInput): Promise<void>;
}

export const PROCESS_GRAPHS: GraphSource = {
  by: "PROCESS",
  tag: "",
  approximate: null,
  async compute(context, { vectors, dimension, width }) {
    const graph = await context.pool.run("findNeighbors", { vectors, dimension, width: Math.max(1, width) }, context);
    return { ...graph, recallAtK: null };
  },
};

/** The exact lists of an exact index are one thing whatever the server; those of another hang on its parameters. */
export function milvusTag({ exact, index }: CandidateSource): string {
  return exact ? "milvus/" : `milvus-${createHash("sha256").update(index).digest("hex").slice(0, 16)}/`;
}

export function graphArrays({ indices, distances }: NeighborGraph): Record<string, ArtifactArray> {
  return { indices, distances };
}
