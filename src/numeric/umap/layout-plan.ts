import { seededRandom } from "../random.js";
import type { LayoutCurve } from "./fit-curve.js";
import type { FuzzyGraph } from "./fuzzy-graph.js";

/**
 * Everything that the optimization of a layout reads, in shared memory, so that threads need no copies. Points have places, 0..n-1:
 * those of one part lie side by side, in the order of their rows.
 */
export interface LayoutPlan {
  readonly n: number;
  /** Rounds; each moves points along the edges whose turn it is. */
  readonly epochs: number;
  /** Learning rate of the first epoch; it falls to 0 in a straight line. */
  readonly rate: number;
  readonly curve: LayoutCurve;
  /** Part p owns the places parts[p] .. parts[p + 1] - 1. */
  readonly parts: Int32Array;
  /** State of each part's random numbers, never 0. */
  readonly seeds: Int32Array;
  /** Row of each place. */
  readonly rows: Int32Array;
  /** n + 1 offsets of the edges by place. */
  readonly offsets: Int32Array;
  /** Place of each edge's other end. */
  readonly targets: Int32Array;
  /** How often an edge has its turn: in so many of 2^RATE_BITS epochs. */
  readonly turns: Int32Array;
  /** x and y by place. */
  readonly start: Float32Array;
}

export interface LayoutPlanOptions {
  readonly epochs: number;
  readonly seed: number;
  /** n * 2 coordinates by row, finite. */
  readonly start: Float32Array;
  /** 1 by default. */
  readonly rate?: number;
}

/** 5,000 epochs times the largest number of turns stay below 2^31. */
export const RATE_BITS = 18;
/** Below this many epochs the graph is pruned as for so many, as in umap-learn. */
const FEW_EPOCHS = 10;
const PRUNED_AS_FOR = 200;
/** So many threads can be of use; 8 parts were measured to make no worse a layout than 1. */
const MOST_PARTS = 8;
const SMALLEST_PART = 250;

/**
 * Cuts the points into parts by their starting x, so that few edges run between parts, and gives each edge turns in
 * proportion to its weight, the heaviest one in every epoch. Edges too light for a single turn are left out.
 *
 * The cut hangs on the points alone, never on the number of threads: each part is optimized with the other parts as they
 * stood after the epoch before, so the cut is a part of the result.
 *
 * @param graph read, not kept
 * @returns new arrays; the caller owns them
 * @throws RangeError when the start does not fit the graph
 */
export function planLayout(graph: FuzzyGraph, curve: LayoutCurve, options: LayoutPlanOptions): LayoutPlan {
  const { n } = graph;
  const { epochs, seed, start, rate = 1 } = options;
  if (start.length !== 2 * n) throw new RangeError(`start must have ${2 * n} coordinates, got ${start.length}`);
  const { parts, rows } = cutByX(start);
  const random = seededRandom(seed);
  const seeds = Int32Array.from({ length: parts.length - 1 }, () => Math.floor(random() * 2 ** 32) | 0 || 1);
  const placed = new Float32Array(new SharedArrayBuffer(8 * n));
  for (let place = 0; place < n; place++) {
    placed[2 * place] = start[2 * rows[place]!]!;
    placed[2 * place + 1] = start[2 * rows[place]! + 1]!;
  }
  return { n, epochs, rate, curve, parts, seeds, rows, ...edgesByPlace(graph, rows, epochs), start: placed };
}

/** Parts of equal size by starting x (then row), each with its rows ascending. */
function cutByX(start: Float32Array): { parts: Int32Array; rows: Int32Array } {
  const n = start.length / 2;
  const count = Math.max(1, Math.min(MOST_PARTS, Math.floor(n / SMALLEST_PART)));
  const rows = Int32Array.from({ length: n }, (_, row) => row);
  const parts = Int32Array.from({ length: count + 1 }, (_, part) => Math.floor((part * n) / count));
  if (count === 1) return { parts, rows };
  rows.sort((a, b) => start[2 * a]! - start[2 * b]! || a - b);
  for (let part = 0; part < count; part++) rows.subarray(parts[part], parts[part + 1]).sort();
  return { parts, rows };
}

function edgesByPlace(graph: FuzzyGraph, rows: Int32Array, epochs: number) {
  const { n, offsets: given, targets: ends, weights } = graph;
  let heaviest = 0;
  for (const weight of weights) if (weight > heaviest) heaviest = weight;
  const least = heaviest / (epochs > FEW_EPOCHS ? epochs : PRUNED_AS_FOR);
  const places = new Int32Array(n);
  for (let place = 0; place < n; place++) places[rows[place]!] = place;
  let count = 0;
  for (const weight of weights) if (weight >= least) count++;
  const offsets = sharedIntegers(n + 1);
  const targets = sharedIntegers(count);
  const turns = sharedIntegers(count);
  for (let place = 0, to = 0; place < n; place++) {
    const row = rows[place]!;
    for (let at = given[row]!, end = given[row + 1]!; at < end; at++) {
      if (weights[at]! < least) continue;
      targets[to] = places[ends[at]!]!;
      turns[to++] = Math.round((weights[at]! / heaviest) * 2 ** RATE_BITS);
    }
    offsets[place + 1] = to;
  }
  return { offsets, targets, turns };
}

function sharedIntegers(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * length));
}
