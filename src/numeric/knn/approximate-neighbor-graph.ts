import type { NeighborGraph } from "../neighbor-graph.js";
import { checkStop, partOf, type StageHooks } from "../stage-hooks.js";
import type { BlockSearch } from "./block-search.js";
import { eachNearest, findCells, sampleRows } from "./cells.js";
import { groupCopies } from "./exact-copies.js";
import { fillGroup } from "./fill-group.js";
import { InvertedFile } from "./inverted-file.js";
import { countRows, findVectorFault } from "./normalize-rows.js";
import { measureLists, type OpenLists } from "./open-lists.js";
import { fewestProbes } from "./probe-count.js";
import { descendNeighbors, offerReverse } from "./refine-lists.js";
import { RowBlocks } from "./row-blocks.js";
import { TrueLists } from "./true-lists.js";

export interface ApproximateGraph extends NeighborGraph {
  /** Share of the entries that are no farther than the true k-th neighbor, on a sample that chose nothing; 0..1. */
  readonly recallAtK: number;
  /** Cells that each row was compared with. */
  readonly probes: number;
}

/** Rows that are looked at to choose the number of probes, and as many others to measure the result. */
const SAMPLE = 500;
/** How many neighbors are followed in the descent, and how many of theirs: enough for one probe more, at the price of one. */
const REACH = 8;
/** Rows that are given all the cells at once. */
const OPEN_ROWS = 1024;
/** The shares of the work at which each phase ends, roughly. */
const CELLS_FOUND = 0.15;
const PROBES_CHOSEN = 0.25;
const SEARCHED = 0.75;
const MEASURED = 0.85;

/**
 * Roughly the k nearest other rows of each row: rows are compared with those of the cells nearest to them, as many cells as
 * a sample says are needed; what they find is offered from the other side, and one round of neighbor descent follows. Lists
 * are full and their distances exact; which rows they hold is not certain, but measured. Copies are searched once.
 *
 * The same seed gives the same graph on the same machine, whatever the number of threads.
 *
 * @param vectors row-major n x dimension; not changed, not kept
 * @param k neighbors wanted; lowered to n - 1 where it is larger, which the graph's own `k` tells
 * @param search scores blocks of at most `BLOCK_BYTES`
 * @param seed any integer
 * @returns new arrays of n * k entries
 * @throws RangeError when k is no integer >= 1 or a vector is not finite
 * @throws StageStopped
 */
export async function approximateNeighborGraph(
  vectors: Float32Array,
  dimension: number,
  k: number,
  search: BlockSearch,
  seed: number,
  hooks: StageHooks = {},
): Promise<ApproximateGraph> {
  const n = countRows(vectors, dimension);
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`k must be an integer of at least 1, got ${k}`);
  const fault = findVectorFault(vectors, dimension, false);
  if (fault) throw new RangeError(`Row ${fault.row} is ${fault.fault}`);

  const width = Math.max(0, Math.min(k, n - 1));
  const graph = { n, k: width, indices: new Int32Array(n * width), distances: new Float64Array(n * width) };
  if (width === 0) return { ...graph, recallAtK: 1, probes: 0 };
  const groups = groupCopies(vectors, n, dimension);
  const distinct = groups.first;
  const others = Math.min(width, distinct.length - 1);
  // Lists of the distinct vectors, numbered by row. Where they are as wide as those of the graph they lie in it.
  const lists =
    others === width
      ? graph
      : { n, k: others, indices: new Int32Array(n * others), distances: new Float64Array(n * others) };
  const measured =
    others === 0
      ? { recallAtK: 1, probes: 0 }
      : await fillLists(lists, distinct, vectors, dimension, search, seed, hooks);
  if (distinct.length < n) {
    for (let group = 0; group < distinct.length; group++) {
      const from = distinct[group]! * others;
      const end = from + others;
      fillGroup(graph, groups, group, lists.indices.subarray(from, end), lists.distances.subarray(from, end));
    }
  }
  return { ...graph, ...measured };
}

async function fillLists(
  graph: NeighborGraph,
  rows: Int32Array,
  vectors: Float32Array,
  dimension: number,
  search: BlockSearch,
  seed: number,
  hooks: StageHooks,
): Promise<{ recallAtK: number; probes: number }> {
  const { n, k, indices, distances } = graph;
  const blocks = new RowBlocks(vectors, dimension);
  const cells = await findCells(
    blocks,
    search,
    rows,
    Math.ceil(Math.sqrt(rows.length)),
    seed,
    partOf(hooks, 0, CELLS_FOUND),
  );
  const file = await InvertedFile.of(blocks, search, cells, rows);

  const sample = sampleRows(rows, 2 * SAMPLE, seed + 2);
  const truth = await TrueLists.of(blocks, search, sample, rows, k, partOf(hooks, CELLS_FOUND, PROBES_CHOSEN));
  // Every other row, so that neither half lies in one part of the collection.
  const half = (parity: number): Int32Array =>
    sample.map((_, at) => at).filter((at) => sample.length === 1 || at % 2 === parity);
  const probes = await fewestProbes(file, blocks, search, truth, half(0));

  const asked = new Int32Array(rows.length * probes);
  await eachNearest(blocks, search, cells, rows, probes, hooks, (_rows, near, from) => asked.set(near, from * probes));
  const open: OpenLists = { width: k, held: new Int32Array(n), indices, ranks: distances };
  await file.offer(rows, asked, open, partOf(hooks, PROBES_CHOSEN, SEARCHED));
  await fillOpen(file, rows, asked, open, hooks);

  measureLists(graph, vectors, dimension, rows, undefined, partOf(hooks, SEARCHED, MEASURED));
  offerReverse(graph, rows);
  descendNeighbors(graph, vectors, dimension, rows, Math.min(REACH, k), partOf(hooks, MEASURED, 1));
  return { recallAtK: truth.recall(graph, half(1)), probes };
}

/** Rows whose cells hold too few rows are offered those of all other cells. */
async function fillOpen(
  file: InvertedFile,
  rows: Int32Array,
  asked: Int32Array,
  lists: OpenLists,
  hooks: StageHooks,
): Promise<void> {
  const probes = asked.length / rows.length;
  const open = rows.map((_, at) => at).filter((at) => lists.held[rows[at]!]! < lists.width);
  for (let from = 0; from < open.length; from += OPEN_ROWS) {
    checkStop(hooks);
    const some = open.subarray(from, from + OPEN_ROWS);
    const rest = new Int32Array(some.length * file.cells.count);
    for (let i = 0; i < some.length; i++) {
      const base = i * file.cells.count;
      for (let cell = 0; cell < file.cells.count; cell++) rest[base + cell] = cell;
      for (let at = some[i]! * probes, end = at + probes; at < end; at++) rest[base + asked[at]!] = -1;
    }
    await file.offer(
      some.map((at) => rows[at]!),
      rest,
      lists,
    );
  }
}
