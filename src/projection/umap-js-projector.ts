import { UMAP } from "umap-js";
import type { NeighborGraph } from "../numeric/neighbor-graph.js";
import { seededRandom } from "../numeric/random.js";
import { checkStop, type StageHooks } from "../numeric/stage-hooks.js";
import { checkEntries, checkProjectionOptions, type ProjectionOptions, type Projector } from "./projector.js";
import { TINY, tinyLayout } from "./tiny-layout.js";

/** The largest coordinate of a start, as in umap-learn; random starts of umap-js reach as far. */
const START_EXTENT = 10;
/** Copies start at one point; this much noise lets them part. */
const START_NOISE = 1e-4;
/** umap-js keeps both directions of each edge in one Map, which holds 2^24 entries. */
const MOST_ENTRIES = 2 ** 23;
/** Measured with 7,600 x 80 and 2,000 x 80: half of it is enough, but then the heap is swept all the time. */
const BYTES_PER_ENTRY = 2500;
const BASE_MEGABYTES = 200;
/** The share of the work after which the fuzzy graph stands, roughly. */
const GRAPH_SHARE = 0.4;

/** UMAP (McInnes, Healy and Melville 2018) by umap-js, over neighbors that are known already. */
class UmapJsProjector implements Projector {
  readonly mostEntries = MOST_ENTRIES;

  async project(graph: NeighborGraph, options: ProjectionOptions, hooks: StageHooks = {}): Promise<Float32Array> {
    const { n } = graph;
    checkProjectionOptions(options, n);
    checkStop(hooks);
    if (n <= TINY) return tinyLayout(graph);
    // umap-js wants more points than neighbors.
    const neighbors = Math.min(options.neighbors, graph.k + 1, n - 1);
    checkEntries(n, neighbors, MOST_ENTRIES);
    const random = seededRandom(options.seed);
    const umap = new UMAP({
      nComponents: 2,
      nNeighbors: neighbors,
      minDist: options.minDist,
      nEpochs: options.epochs ?? this.defaultEpochs(n),
      random,
    });
    const lists = neighborLists(graph, neighbors);
    umap.setPrecomputedKNN(lists.indices, lists.distances);
    // Only transform(), which is not used, needs the search graph; it would take half of the time and memory up to here.
    Object.defineProperty(umap, "makeSearchGraph", { value: () => undefined });

    hooks.onProgress?.(0);
    // With neighbors given, only the number of points is taken from the data.
    const epochs = umap.initializeFit(new Array<number[]>(n).fill([]));
    const embedding = umap.getEmbedding();
    if (options.start) placeAt(options.start, embedding, random);
    for (let epoch = 0; epoch < epochs; epoch++) {
      hooks.onProgress?.(GRAPH_SHARE + (1 - GRAPH_SHARE) * (epoch / epochs));
      checkStop(hooks);
      umap.step();
    }
    hooks.onProgress?.(1);
    return Float32Array.from({ length: 2 * n }, (_, at) => embedding[at >> 1]![at & 1]!);
  }

  /** Those of umap-js itself. */
  defaultEpochs(n: number): number {
    if (n <= 2500) return 500;
    if (n <= 5000) return 400;
    return n <= 7500 ? 300 : 200;
  }

  memoryMegabytes(n: number, neighbors: number): number {
    return Math.ceil(BASE_MEGABYTES + (n * neighbors * BYTES_PER_ENTRY) / 2 ** 20);
  }
}

/**
 * The form umap-js takes: each row starts with the point itself at distance 0. Lists of nothing but copies get a distance
 * of 1 throughout: they make the same graph (every membership 1), while for zeros umap-js would average all distances of all
 * rows once for each such row.
 */
function neighborLists(graph: NeighborGraph, neighbors: number): { indices: number[][]; distances: number[][] } {
  const { n, k } = graph;
  const indices: number[][] = [];
  const distances: number[][] = [];
  for (let row = 0; row < n; row++) {
    const start = row * k;
    const end = start + neighbors - 1;
    indices.push([row, ...graph.indices.subarray(start, end)]);
    const own = graph.distances.subarray(start, end);
    distances.push(own.at(-1) === 0 ? [0, ...own.map(() => 1)] : [0, ...own]);
  }
  return { indices, distances };
}

/** Moves an embedding in place to given coordinates, scaled as a whole to the usual extent. */
function placeAt(start: Float32Array, embedding: number[][], random: () => number): void {
  let extent = 0;
  for (const value of start) extent = Math.max(extent, Math.abs(value));
  const scale = extent > 0 ? START_EXTENT / extent : 0;
  embedding.forEach((point, row) => {
    for (let axis = 0; axis < 2; axis++) {
      point[axis] = start[2 * row + axis]! * scale + START_NOISE * (2 * random() - 1);
    }
  });
}

export const umapJsProjector: Projector = new UmapJsProjector();
