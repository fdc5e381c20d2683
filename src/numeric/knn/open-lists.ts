import type { NeighborGraph } from "../neighbor-graph.js";
import { checkStop, type StageHooks } from "../stage-hooks.js";
import type { BlockSearch } from "./block-search.js";
import { euclideanInto } from "./distance.js";
import { insertNeighbor } from "./insert-neighbor.js";
import type { RowBlocks } from "./row-blocks.js";

/** Scores of one matrix product: 32 MB. */
const MOST_SCORES = 2 ** 23;
/** Below this a product's threads have too little to do. */
const FEWEST_QUERIES = 64;

/**
 * Lists that are being filled. That of list number l has its entries at l*width .. l*width+held[l]-1, ascending by
 * (rank, row). The rank is the negative score of a `BlockSearch`: it orders as the distance does, but is none.
 */
export interface OpenLists {
  readonly width: number;
  readonly held: Int32Array;
  readonly indices: Int32Array;
  readonly ranks: Float64Array;
}

/** An offer of some rows to some lists. */
export interface Offer {
  readonly lists: OpenLists;
  /** Numbers of the lists that are offered the rows. */
  readonly askers: Int32Array;
  /** The row that each list belongs to, by the list's number; absent where rows and their lists have the same numbers. */
  readonly rowOf?: Int32Array;
  /** Row numbers, distinct, none of them in a list of an asker yet. */
  readonly rows: Int32Array;
}

/**
 * Puts rows into lists where they are near enough; no row comes into its own list. Each block of rows is gathered once.
 *
 * @throws StageStopped
 */
export async function offerBlocks(
  blocks: RowBlocks,
  search: BlockSearch,
  { lists, askers, rowOf, rows }: Offer,
  hooks: StageHooks = {},
): Promise<void> {
  const { width, held, indices, ranks } = lists;
  if (askers.length === 0) return;
  for (let from = 0; from < rows.length; from += blocks.blockRows) {
    const some = rows.subarray(from, from + blocks.blockRows);
    const gathered = blocks.gather(some);
    const bias = blocks.gatherBias(some);
    // One more than wanted: the list's own row may be among them.
    const found = Math.min(some.length, width + 1);
    const most = Math.max(FEWEST_QUERIES, Math.min(blocks.blockRows, Math.floor(MOST_SCORES / some.length)));
    for (let at = 0; at < askers.length; at += most) {
      checkStop(hooks);
      const asking = askers.subarray(at, at + most);
      const queries = rowOf ? asking.map((list) => rowOf[list]!) : asking;
      const hits = await search.nearest(blocks.gather(queries), gathered, bias, found);
      for (let i = 0; i < asking.length; i++) {
        const list = asking[i]!;
        const own = queries[i]!;
        const base = list * width;
        let count = held[list]!;
        for (let hit = i * found, end = hit + found; hit < end; hit++) {
          const rank = -hits.scores[hit]!;
          // What follows is no better.
          if (count === width && rank > ranks[base + width - 1]!) break;
          const row = some[hits.indices[hit]!]!;
          if (row !== own) count = insertNeighbor(indices, ranks, base, count, width, row, rank);
        }
        held[list] = count;
      }
    }
  }
}

/**
 * Turns ranks into distances: measures every entry in float64 and sorts each list by (distance, row).
 *
 * @param graph its lists hold ranks, full; changed in place
 * @param vectors row-major n x dimension; not changed
 * @param lists numbers of the lists to measure
 * @param rowOf the row that each list belongs to, by the list's number; absent where the numbers are the same
 * @throws StageStopped
 */
export function measureLists(
  { k, indices, distances }: Pick<NeighborGraph, "k" | "indices" | "distances">,
  vectors: Float32Array,
  dimension: number,
  lists: Int32Array,
  rowOf?: Int32Array,
  hooks: StageHooks = {},
): void {
  const near = new Int32Array(k);
  const measured = new Float64Array(k);
  for (let i = 0; i < lists.length; i++) {
    if (i % 256 === 0) {
      checkStop(hooks);
      hooks.onProgress?.(i / lists.length);
    }
    const base = lists[i]! * k;
    near.set(indices.subarray(base, base + k));
    euclideanInto(vectors, rowOf ? rowOf[lists[i]!]! : lists[i]!, vectors, near, 0, k, dimension, measured);
    for (let held = 0; held < k; held++)
      insertNeighbor(indices, distances, base, held, k, near[held]!, measured[held]!);
  }
}
