import { seededRandom } from "../random.js";
import { checkStop, type StageHooks } from "../stage-hooks.js";
import type { BlockSearch } from "./block-search.js";
import type { RowBlocks } from "./row-blocks.js";

/** Rows by the nearest of some centers: the cells of an inverted file. */
export interface Cells {
  readonly count: number;
  /** Row-major count x dimension, in the space of `RowBlocks.gather`. */
  readonly centers: Float32Array;
  /** -|c|^2 / 2 of each. */
  readonly bias: Float32Array;
}

/** Rounds of k-means: later ones move few rows, and any centers give right answers with enough probes. */
const ROUNDS = 6;
const SAMPLE_A_CELL = 40;
const SMALLEST_SAMPLE = 25_000;

/**
 * Centers of cells by k-means (Lloyd 1982) on a seeded sample: started at rows of it, `ROUNDS` rounds, sums in float64 in
 * the order of the rows. Cells that stay empty are left out.
 *
 * @param rows the rows to be parted, at least one
 * @param wanted cells, 1..rows.length
 * @throws StageStopped
 */
export async function findCells(
  blocks: RowBlocks,
  search: BlockSearch,
  rows: Int32Array,
  wanted: number,
  seed: number,
  hooks: StageHooks = {},
): Promise<Cells> {
  const { dimension } = blocks;
  const sample = sampleRows(rows, Math.max(SMALLEST_SAMPLE, SAMPLE_A_CELL * wanted), seed);
  const starts = sampleRows(sample, wanted, seed + 1);
  let cells = withBias(blocks.gather(starts), dimension);
  for (let round = 0; round < ROUNDS; round++) {
    const sums = new Float64Array(cells.count * dimension);
    const sizes = new Int32Array(cells.count);
    await eachNearest(blocks, search, cells, sample, 1, hooks, (queries, cellOf) => {
      for (let i = 0, from = 0; i < cellOf.length; i++) {
        const cell = cellOf[i]!;
        sizes[cell]!++;
        for (let to = cell * dimension, end = to + dimension; to < end; to++, from++) sums[to]! += queries[from]!;
      }
    });
    cells = withBias(means(sums, sizes, dimension), dimension);
    hooks.onProgress?.((round + 1) / ROUNDS);
  }
  return cells;
}

/**
 * Goes through rows in blocks with the `width` nearest cells of each, nearest first.
 *
 * @param take gets the gathered rows of a block, their cells (block rows * width) and where in `rows` the block begins
 * @throws StageStopped
 */
export async function eachNearest(
  blocks: RowBlocks,
  search: BlockSearch,
  { count, centers, bias }: Cells,
  rows: Int32Array,
  width: number,
  hooks: StageHooks,
  take: (queries: Float32Array, cells: Int32Array, from: number) => void,
): Promise<void> {
  const block = Math.min(blocks.blockRows, Math.max(256, Math.floor(2 ** 22 / count)));
  for (let from = 0; from < rows.length; from += block) {
    checkStop(hooks);
    const queries = blocks.gather(rows.subarray(from, from + block));
    const { indices } = await search.nearest(queries, centers, bias, width);
    take(queries, indices, from);
  }
}

/** A seeded choice of `count` of the rows, ascending in place; all of them where there are no more. */
export function sampleRows(rows: Int32Array, count: number, seed: number): Int32Array {
  if (count >= rows.length) return rows;
  const random = seededRandom(seed);
  const chosen = new Int32Array(count);
  // Each row is taken with the chance of those wanted among those left (Knuth, algorithm S).
  for (let at = 0, taken = 0; taken < count; at++) {
    if (random() * (rows.length - at) < count - taken) chosen[taken++] = rows[at]!;
  }
  return chosen;
}

function means(sums: Float64Array, sizes: Int32Array, dimension: number): Float32Array {
  const filled = sizes.reduce((count, size) => count + (size > 0 ? 1 : 0), 0);
  const centers = new Float32Array(filled * dimension);
  for (let cell = 0, to = 0; cell < sizes.length; cell++) {
    if (sizes[cell] === 0) continue;
    for (let at = cell * dimension, end = at + dimension; at < end; at++) centers[to++] = sums[at]! / sizes[cell]!;
  }
  return centers;
}

function withBias(centers: Float32Array, dimension: number): Cells {
  const count = centers.length / dimension;
  const bias = new Float32Array(count);
  for (let cell = 0, at = 0; cell < count; cell++) {
    let squared = 0;
    for (let i = 0; i < dimension; i++, at++) squared += centers[at]! ** 2;
    bias[cell] = -squared / 2;
  }
  return { count, centers, bias };
}
