import type { NeighborGraph } from "../numeric/neighbor-graph.js";
import { checkStop, type StageHooks } from "../numeric/stage-hooks.js";
import { fitCurve, fuzzyGraph, layoutStart, optimizeLayout, planLayout } from "../numeric/umap/index.js";
import { optimizeInThreads } from "./layout-threads.js";
import { checkEntries, checkProjectionOptions, type ProjectionOptions, type Projector } from "./projector.js";
import { TINY, tinyLayout } from "./tiny-layout.js";

/** Offsets of edges are 32-bit integers, and each entry of a list may become two edges. */
const MOST_ENTRIES = 2 ** 29;
/** Turned matrices, their union and the plan at their fullest. */
const BYTES_PER_ENTRY = 60;
const BYTES_PER_POINT = 120;
const BASE_MEGABYTES = 20;
/** Edge visits below which starting threads takes longer than it saves. */
const THREAD_WORK = 3e7;

/** UMAP by kernels of this project, over neighbors that are known already. Any number of threads gives equal layouts. */
class NativeProjector implements Projector {
  readonly mostEntries = MOST_ENTRIES;

  async project(graph: NeighborGraph, options: ProjectionOptions, hooks: StageHooks = {}): Promise<Float32Array> {
    const { n } = graph;
    checkProjectionOptions(options, n);
    checkStop(hooks);
    if (n <= TINY) return tinyLayout(graph);
    const neighbors = Math.min(options.neighbors, graph.k + 1);
    checkEntries(n, neighbors, MOST_ENTRIES);
    const { seed, epochs = this.defaultEpochs(n), start, threads = 1 } = options;
    hooks.onProgress?.(0);
    const fuzzy = fuzzyGraph(graph, neighbors);
    checkStop(hooks);
    const from = layoutStart(n, start ?? null, seed);
    const plan = planLayout(fuzzy, fitCurve(options.minDist), { epochs, seed, start: from });
    const workers = n * neighbors * epochs < THREAD_WORK ? 1 : Math.min(threads, plan.parts.length - 1);
    return workers === 1 ? optimizeLayout(plan, hooks) : optimizeInThreads(plan, workers, hooks);
  }

  /** Those of umap-learn. */
  defaultEpochs(n: number): number {
    return n <= 10_000 ? 500 : 200;
  }

  memoryMegabytes(n: number, neighbors: number): number {
    return Math.ceil(BASE_MEGABYTES + (n * (neighbors * BYTES_PER_ENTRY + BYTES_PER_POINT)) / 2 ** 20);
  }
}

export const nativeProjector: Projector = new NativeProjector();
