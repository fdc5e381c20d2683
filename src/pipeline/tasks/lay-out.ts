import type { NeighborGraph } from "../../numeric/neighbor-graph.js";
import { umapJsProjector } from "../../projection/index.js";
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
}
