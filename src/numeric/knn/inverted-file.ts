import { checkStop, type StageHooks } from "../stage-hooks.js";
import type { BlockSearch } from "./block-search.js";
import { type Cells, eachNearest } from "./cells.js";
import { offerBlocks, type OpenLists } from "./open-lists.js";
import type { RowBlocks } from "./row-blocks.js";

/**
 * An inverted file (Sivic and Zisserman 2003; Jegou, Douze and Schmid 2011): rows by cells, searched cell by cell, so that
 * each cell is gathered once and compared with all queries that probe it in one matrix product.
 */
export class InvertedFile {
  private constructor(
    private readonly blocks: RowBlocks,
    private readonly search: BlockSearch,
    readonly cells: Cells,
    /** Rows of cell c, ascending: members[offsets[c]] .. members[offsets[c + 1] - 1]. */
    private readonly members: Int32Array,
    private readonly offsets: Int32Array,
    /** The cell of each row, by row number; -1 for rows that cannot be found. */
    readonly cellOf: Int32Array,
  ) {}

  /** @param rows the rows that can be found, distinct, ascending; kept, not changed */
  static async of(
    blocks: RowBlocks,
    search: BlockSearch,
    cells: Cells,
    rows: Int32Array,
    hooks: StageHooks = {},
  ): Promise<InvertedFile> {
    const cellOf = new Int32Array(blocks.n).fill(-1);
    await eachNearest(blocks, search, cells, rows, 1, hooks, (_queries, nearest, from) => {
      for (let i = 0; i < nearest.length; i++) cellOf[rows[from + i]!] = nearest[i]!;
      hooks.onProgress?.((from + nearest.length) / rows.length);
    });
    const { starts, items } = groupBy(cellOf, cells.count);
    return new InvertedFile(blocks, search, cells, items, starts, cellOf);
  }

  /**
   * Offers rows what is in the cells that they probe.
   *
   * @param rows row numbers
   * @param probes rows.length * width cells, -1 for none
   * @param lists numbered by row; changed in place; no cell may be offered to a row twice
   * @throws StageStopped
   */
  async offer(rows: Int32Array, probes: Int32Array, lists: OpenLists, hooks: StageHooks = {}): Promise<void> {
    const { blocks, search, cells } = this;
    const width = probes.length / Math.max(1, rows.length);
    const { starts, items } = groupBy(probes, cells.count);
    let done = 0;
    for (let cell = 0; cell < cells.count; cell++) {
      checkStop(hooks);
      const asking = items.subarray(starts[cell]!, starts[cell + 1]!);
      const members = this.members.subarray(this.offsets[cell]!, this.offsets[cell + 1]!);
      const askers = asking.map((item) => rows[Math.floor(item / width)]!);
      await offerBlocks(blocks, search, { lists, askers, rows: members }, hooks);
      done += asking.length;
      hooks.onProgress?.(done / items.length);
    }
  }
}

/** Places 0..n-1 by their groups, ascending in each; those of group -1 are left out. A counting sort. */
function groupBy(groupOf: Int32Array, groups: number): { starts: Int32Array; items: Int32Array } {
  const starts = new Int32Array(groups + 1);
  for (const group of groupOf) if (group >= 0) starts[group + 1]!++;
  for (let group = 0; group < groups; group++) starts[group + 1]! += starts[group]!;
  const next = starts.slice();
  const items = new Int32Array(starts[groups]!);
  for (let at = 0; at < groupOf.length; at++) {
    const group = groupOf[at]!;
    if (group >= 0) items[next[group]!++] = at;
  }
  return { starts, items };
}
