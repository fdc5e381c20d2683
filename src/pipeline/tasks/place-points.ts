import { type ClusterOptions, flatClusters, PointPlacer, type SpanningTree } from "../../numeric/hdbscan/index.js";
import { exactHits, gatherRows } from "../../numeric/knn/index.js";
import { RowSearch } from "../../onnx/index.js";
import { hierarchyOf } from "./known-hierarchies.js";

export interface PlaceInput {
  readonly key: string;
  readonly tree: SpanningTree;
  readonly options: ClusterOptions;
  readonly minSamples: number;
  /** Key of the snapshot. */
  readonly snapshot: string;
  /** Null where the thread may know them. */
  readonly vectors: Float32Array | null;
  /** Beside `vectors`. */
  readonly dimension?: number;
  /** Row-major, at least one. */
  readonly queries: Float32Array;
}

/** Where a point would be that was not clustered. */
export interface PlacedPoint {
  readonly label: number;
  readonly probability: number;
  readonly outlierScore: number;
  /** Its nearest rows, nearest first. */
  readonly rows: readonly number[];
  readonly distances: readonly number[];
}

/** The snapshot searched last: who asks once asks again. */
let known: { readonly snapshot: string; readonly search: RowSearch } | null = null;

/** One placement a query; null where the thread does not know the vectors and needs to be given them. */
export async function placePoints(input: PlaceInput): Promise<PlacedPoint[] | null> {
  const { key, tree, options, minSamples, queries } = input;
  const candidates = await searchOf(input);
  if (candidates === null) return null;
  const { vectors, dimension } = candidates;
  const samples = Math.min(minSamples, Math.max(1, tree.n - 1));
  const k = Math.min(tree.n, Math.max(2 * samples, samples + 1));
  const hits = await exactHits({ vectors, dimension, candidates, queries, k });
  const found = [...new Set(hits.indices)].filter((row) => row >= 0);
  const cores = await coresOf(found, samples - 1, candidates);
  const placer = new PointPlacer(flatClusters(hierarchyOf(key, tree), options));
  return Array.from(hits.counts, (count, query) => {
    const all = Array.from(hits.indices.subarray(query * k, query * k + count));
    const distances = Array.from(hits.distances.subarray(query * k, query * k + count));
    const rows = all.slice(0, 2 * samples);
    const core = distances[Math.min(samples, count - 1)] ?? 0;
    const placed = placer.place({ rows, distances, cores: rows.map((row) => cores.get(row) ?? 0), core });
    return { ...placed, rows, distances: distances.slice(0, rows.length) };
  });
}

/** The distance of each row to its `samples`-th other; 0 for none. */
async function coresOf(rows: readonly number[], samples: number, candidates: RowSearch): Promise<Map<number, number>> {
  if (samples === 0) return new Map();
  const { vectors, dimension } = candidates;
  const queries = gatherRows(vectors, dimension, rows);
  const exclude = Int32Array.from(rows);
  const { distances } = await exactHits({ vectors, dimension, candidates, queries, k: samples, exclude });
  return new Map(rows.map((row, i) => [row, distances[(i + 1) * samples - 1] ?? 0]));
}

async function searchOf({ snapshot, vectors, dimension }: PlaceInput): Promise<RowSearch | null> {
  if (known?.snapshot === snapshot) return known.search;
  if (vectors === null || dimension === undefined) return null;
  await known?.search.release();
  const search = RowSearch.of(vectors, dimension);
  known = { snapshot, search };
  return search;
}
