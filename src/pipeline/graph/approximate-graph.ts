import type { StageContext } from "../stages.js";
import type { ComputedGraph, GraphInput, GraphSource } from "./graph-source.js";

/** Any will do; another one would be another graph, and is another version of the stage. */
const SEED = 1;

/**
 * Approximate neighbors, searched in the process. Unlike those of an exact graph, the first columns of a wide one are not
 * a narrow one: the width is part of its name, and what is made of it hangs on that.
 */
export class ApproximateGraph implements GraphSource {
  readonly by = "PROCESS";
  readonly tag: string;
  readonly approximate: string;

  /** @param width that all of the run's stages have in common */
  constructor(private readonly width: number) {
    this.tag = this.approximate = `inverted-file-${width}/`;
  }

  compute(context: StageContext, { vectors, dimension }: GraphInput): Promise<ComputedGraph> {
    const input = { vectors, dimension, width: Math.max(1, this.width), seed: SEED };
    return context.pool.run("findNeighborsRoughly", input, context);
  }
}
