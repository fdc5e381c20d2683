import type { NeighborGraph } from "../numeric/neighbor-graph.js";
import type { StageHooks } from "../numeric/stage-hooks.js";

export interface ProjectionOptions {
  /**
   * Size of the local neighborhood, the point itself among it, as umap-learn counts: 2 and up. Lowered to what the graph
   * and the number of points allow.
   */
  readonly neighbors: number;
  /** How close points may lie in the layout, 0..1, where 1 is about the size of a cluster. */
  readonly minDist: number;
  /** Equal seeds and inputs give layouts that are equal to the bit. */
  readonly seed: number;
  /** Rounds of optimization, 1 and up; those of `defaultEpochs` by default. */
  readonly epochs?: number | undefined;
  /** n * 2 coordinates to start from, row-major, at any scale, such as `principalComponents`; random by default. */
  readonly start?: Float32Array | undefined;
  /** Threads that may be used, 1 by default; the result does not hang on them. */
  readonly threads?: number | undefined;
}

/** Draws a neighbor graph in the plane. */
export interface Projector {
  /**
   * @param graph not changed, not kept
   * @returns n * 2 finite coordinates, row-major
   * @throws RangeError for options out of range
   * @throws StageStopped
   */
  project(graph: NeighborGraph, options: ProjectionOptions, hooks?: StageHooks): Promise<Float32Array>;

  /** Points times neighbors that `project` can hold at most. */
  readonly mostEntries: number;

  /** Rounds of optimization that settle a layout of n points; fewer the more points there are. */
  defaultEpochs(n: number): number;

  /** Memory that `project` needs for n points beside the graph, in megabytes, whether heap or typed arrays. */
  memoryMegabytes(n: number, neighbors: number): number;
}

/** @throws RangeError naming the option, what it may be and what it is */
export function checkProjectionOptions(options: ProjectionOptions, n: number): void {
  const { neighbors, minDist, seed, epochs, start } = options;
  if (!Number.isInteger(neighbors) || neighbors < 2) {
    throw new RangeError(`neighbors must be an integer of at least 2, got ${neighbors}`);
  }
  if (!(minDist >= 0 && minDist <= 1)) throw new RangeError(`minDist must be between 0 and 1, got ${minDist}`);
  if (!Number.isInteger(seed)) throw new RangeError(`seed must be an integer, got ${seed}`);
  if (epochs !== undefined && (!Number.isInteger(epochs) || epochs < 1)) {
    throw new RangeError(`epochs must be an integer of at least 1, got ${epochs}`);
  }
  if (start && start.length !== 2 * n) {
    throw new RangeError(`start must have ${2 * n} coordinates, got ${start.length}`);
  }
  if (start && !start.every(Number.isFinite)) throw new RangeError("start must be finite");
}

/** @throws RangeError where the engine cannot hold as many */
export function checkEntries(n: number, neighbors: number, mostEntries: number): void {
  if (n * neighbors > mostEntries) {
    throw new RangeError(`points times neighbors must be at most ${mostEntries}, got ${n} x ${neighbors}`);
  }
}
