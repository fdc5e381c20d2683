import type { LayoutCurve } from "./fit-curve.js";

/**
 * Factors of the two forces by squared distance, so that no power is taken in the inner loop. An entry holds for all
 * distances whose `tableIndex` is the same: 128 steps an octave, less than half a percent from the true factor.
 */
export interface GradientTables {
  /** (x - y) times this is the step of x away from y along an edge; negative, as edges pull. */
  readonly attraction: Float32Array;
  /** (x - y) times this is the step of x away from y where y was drawn at random. */
  readonly repulsion: Float32Array;
}

/** Added to squared distances before the index is taken: below it, factors hardly change. */
export const DISTANCE_FLOOR = 1e-6;
/** Of the 32 bits of a float32, sign, exponent and the first 7 of the fraction are the index. */
export const INDEX_SHIFT = 16;
const ENTRIES = 2 ** (31 - INDEX_SHIFT);
/** No force moves a point by more than this in one step, at a learning rate of 1. */
const LONGEST_STEP = 4;
/** Keeps the repulsion of near points finite. */
const NEAREST = 1e-3;

/**
 * McInnes, Healy and Melville 2018, section 4.2; the clip of umap-learn, by the length of a step instead of by coordinate,
 * so that no direction is preferred.
 *
 * @returns tables of 32,768 entries; the caller owns them
 */
export function gradientTables({ a, b }: LayoutCurve): GradientTables {
  const attraction = new Float32Array(ENTRIES);
  const repulsion = new Float32Array(ENTRIES);
  const bits = new Int32Array(1);
  const value = new Float32Array(bits.buffer);
  const first = tableIndex(0);
  for (let index = 0; index < ENTRIES; index++) {
    bits[0] = (Math.max(index, first) << INDEX_SHIFT) | (1 << (INDEX_SHIFT - 1));
    if (!Number.isFinite(value[0]!)) break;
    const squared = Math.max(DISTANCE_FLOOR, value[0]! - DISTANCE_FLOOR);
    const longest = LONGEST_STEP / Math.sqrt(squared);
    // -2 a b d^(2b-2) / (1 + a d^2b) and 2 b / ((0.001 + d^2) (1 + a d^2b)), with d^2 = squared
    const spread = 1 + a * squared ** b;
    attraction[index] = -Math.min((2 * a * b * squared ** (b - 1)) / spread, longest);
    repulsion[index] = Math.min((2 * b) / ((NEAREST + squared) * spread), longest);
  }
  return { attraction, repulsion };
}

/** The entry for a squared distance. */
function tableIndex(squared: number): number {
  const value = Float32Array.of(squared + DISTANCE_FLOOR);
  return new Int32Array(value.buffer)[0]! >>> INDEX_SHIFT;
}
