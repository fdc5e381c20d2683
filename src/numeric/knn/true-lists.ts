import type { NeighborGraph } from "../neighbor-graph.js";
import type { StageHooks } from "../stage-hooks.js";
import type { BlockSearch } from "./block-search.js";
import { measureLists, offerBlocks } from "./open-lists.js";
import type { RowBlocks } from "./row-blocks.js";

/** More candidates than neighbors, which single precision may have put in the wrong order. */
const MARGIN = 4;

/** The nearest rows of a sample, by comparing it with all rows: what approximate lists are measured by. */
export class TrueLists {
  private constructor(
    readonly rows: Int32Array,
    /** Entries a list. */
    readonly k: number,
    /** Entries between the beginnings of two lists. */
    private readonly stride: number,
    private readonly indices: Int32Array,
    private readonly distances: Float64Array,
  ) {}

  /**
   * @param sample row numbers; kept, not changed
   * @param rows rows that can be found, ascending
   * @param k entries a list, 1..rows.length - 1
   * @throws StageStopped
   */
  static async of(
    blocks: RowBlocks,
    search: BlockSearch,
    sample: Int32Array,
    rows: Int32Array,
    k: number,
    hooks: StageHooks = {},
  ): Promise<TrueLists> {
    const width = Math.min(k + MARGIN, rows.length - 1);
    const indices = new Int32Array(sample.length * width);
    const distances = new Float64Array(sample.length * width);
    const askers = sample.map((_, position) => position);
    const lists = { width, held: new Int32Array(sample.length), indices, ranks: distances };
    await offerBlocks(blocks, search, { lists, askers, rowOf: sample, rows }, hooks);
    measureLists({ k: width, indices, distances }, blocks.vectors, blocks.dimension, askers, sample, hooks);
    return new TrueLists(sample, k, width, indices, distances);
  }

  /** The row that is the neighbor of a rank, 0..k-1, of the row at a position of the sample. */
  neighbor(position: number, rank: number): number {
    return this.indices[position * this.stride + rank]!;
  }

  /**
   * The share of a graph's entries that are no farther than the true k-th neighbor. By distance and not by row, since of
   * rows at one distance either is right.
   *
   * @param graph of k columns
   * @param positions in the sample, at least one
   */
  recall({ k, distances }: NeighborGraph, positions: Int32Array): number {
    let right = 0;
    for (const position of positions) {
      const farthest = this.distances[position * this.stride + this.k - 1]!;
      const base = this.rows[position]! * k;
      for (let at = base; at < base + k && distances[at]! <= farthest; at++) right++;
    }
    return right / (positions.length * k);
  }
}
