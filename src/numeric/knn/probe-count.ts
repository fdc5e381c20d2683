import type { BlockSearch } from "./block-search.js";
import { eachNearest } from "./cells.js";
import type { InvertedFile } from "./inverted-file.js";
import type { RowBlocks } from "./row-blocks.js";
import type { TrueLists } from "./true-lists.js";

/** The nearest neighbors, which make clusters and a map's detail; those beyond are found less often. */
const NEAREST = 15;
/** Share of them to be found by probing; what follows adds another hundredth or two. */
const TARGET = 0.97;
/** Beyond this the exact graph is nearly as cheap. */
const MOST_PROBES = 64;

/**
 * How many of its nearest cells a row must be compared with, judged by a sample: the fewest in which `TARGET` of the sample's
 * true neighbors lie, the first `NEAREST` of each.
 *
 * @param truth lists of the sample
 * @param positions the part of the sample that is looked at
 * @returns 1..MOST_PROBES, no more than there are cells
 */
export async function fewestProbes(
  file: InvertedFile,
  blocks: RowBlocks,
  search: BlockSearch,
  truth: TrueLists,
  positions: Int32Array,
): Promise<number> {
  const { cells, cellOf } = file;
  const most = Math.min(MOST_PROBES, cells.count);
  const nearest = Math.min(NEAREST, truth.k);
  /** Neighbors that lie in the cell of each rank. */
  const found = new Int32Array(most);
  const rows = positions.map((position) => truth.rows[position]!);
  await eachNearest(blocks, search, cells, rows, most, {}, (_rows, near, from) => {
    for (let i = 0; i * most < near.length; i++) {
      const ranking = near.subarray(i * most, (i + 1) * most);
      for (let rank = 0; rank < nearest; rank++) {
        const place = ranking.indexOf(cellOf[truth.neighbor(positions[from + i]!, rank)]!);
        if (place !== -1) found[place]!++;
      }
    }
  });
  const wanted = TARGET * positions.length * nearest;
  let within = 0;
  for (let probes = 1; probes <= most; probes++) {
    within += found[probes - 1]!;
    if (within >= wanted) return probes;
  }
  return most;
}
