import { checkStop, type StageHooks } from "../stage-hooks.js";
import { euclideanInto } from "./distance.js";
import { insertNeighbor } from "./insert-neighbor.js";
import { countRows } from "./normalize-rows.js";

/** Rows measured at once. */
const BLOCK = 4096;

/**
 * The exact k nearest other rows of a few rows, by measuring all: for rows that no faster search settles, and to measure
 * faster searches by. Takes rows.length * n * dimension steps and no memory beyond its result.
 *
 * @param vectors row-major n x dimension; not changed, not kept
 * @param rows row numbers to search for, any order
 * @param k 1..n - 1
 * @returns new arrays of rows.length * k entries, each list ascending by (distance, row); distances are Euclidean, equal to
 *   `euclidean` to the bit
 * @throws RangeError when k is out of range or the values do not fill whole rows
 * @throws StageStopped
 */
export function scanRows(
  vectors: Float32Array,
  dimension: number,
  rows: Int32Array,
  k: number,
  hooks: StageHooks = {},
): { indices: Int32Array; distances: Float64Array } {
  const n = countRows(vectors, dimension);
  if (!Number.isInteger(k) || k < 1 || k >= n) throw new RangeError(`k must be between 1 and ${n - 1}, got ${k}`);
  const indices = new Int32Array(rows.length * k);
  const distances = new Float64Array(rows.length * k);
  const all = Int32Array.from({ length: n }, (_, row) => row);
  const measured = new Float64Array(n);
  for (let i = 0; i < rows.length; i++) {
    checkStop(hooks);
    const own = rows[i]!;
    let held = 0;
    for (let from = 0; from < n; from += BLOCK) {
      const to = Math.min(n, from + BLOCK);
      euclideanInto(vectors, own, vectors, all, from, to, dimension, measured);
      for (let row = from; row < to; row++) {
        if (row !== own) held = insertNeighbor(indices, distances, i * k, held, k, row, measured[row]!);
      }
    }
    hooks.onProgress?.((i + 1) / rows.length);
  }
  return { indices, distances };
}
