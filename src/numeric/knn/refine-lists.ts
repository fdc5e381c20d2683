import type { NeighborGraph } from "../neighbor-graph.js";
import { checkStop, type StageHooks } from "../stage-hooks.js";
import { euclideanInto } from "./distance.js";
import { insertNeighbor } from "./insert-neighbor.js";

/**
 * Offers each entry from the other side: where i lists j, i belongs into j's list if it is near enough. The distance is
 * known, so this costs no measuring.
 *
 * @param graph full lists over the given rows, ascending by (distance, row); changed in place
 * @param rows rows whose lists are looked at, ascending
 */
export function offerReverse({ k, indices, distances }: NeighborGraph, rows: Int32Array): void {
  for (const row of rows) {
    for (let at = row * k, end = at + k; at < end; at++) {
      const other = indices[at]!;
      const base = other * k;
      const distance = distances[at]!;
      const last = base + k - 1;
      if (distance > distances[last]! || (distance === distances[last]! && row >= indices[last]!)) continue;
      if (!lists(indices, base, k, row)) insertNeighbor(indices, distances, base, k, k, row, distance);
    }
  }
}

/**
 * One round of neighbor descent (Dong, Moses and Li 2011): each row is measured against the nearest neighbors of its
 * nearest neighbors, and a row that is near enough goes into both lists. Rows are taken in order and see what those before
 * them have found.
 *
 * @param graph full lists over the given rows, ascending by (distance, row); changed in place
 * @param vectors row-major n x dimension; not changed, not kept
 * @param rows rows that are refined, ascending
 * @param reach how many neighbors are followed, and how many of theirs, 1..graph.k
 * @returns how many entries came into a list
 * @throws StageStopped
 */
export function descendNeighbors(
  { n, k, indices, distances }: NeighborGraph,
  vectors: Float32Array,
  dimension: number,
  rows: Int32Array,
  reach: number,
  hooks: StageHooks = {},
): number {
  const seen = new Int32Array(n).fill(-1);
  const candidates = new Int32Array(reach * reach);
  const measured = new Float64Array(reach * reach);
  let entered = 0;
  for (let i = 0; i < rows.length; i++) {
    if (i % 256 === 0) {
      checkStop(hooks);
      hooks.onProgress?.(i / rows.length);
    }
    const row = rows[i]!;
    const base = row * k;
    seen[row] = row;
    for (let at = base; at < base + k; at++) seen[indices[at]!] = row;
    let count = 0;
    for (let at = base; at < base + reach; at++) {
      for (let theirs = indices[at]! * k, end = theirs + reach; theirs < end; theirs++) {
        const other = indices[theirs]!;
        if (seen[other] === row) continue;
        seen[other] = row;
        candidates[count++] = other;
      }
    }
    euclideanInto(vectors, row, vectors, candidates, 0, count, dimension, measured);
    for (let c = 0; c < count; c++) {
      const other = candidates[c]!;
      const distance = measured[c]!;
      if (distance < distances[base + k - 1]!) {
        insertNeighbor(indices, distances, base, k, k, other, distance);
        entered++;
      }
      const there = other * k;
      if (distance < distances[there + k - 1]! && !lists(indices, there, k, row)) {
        insertNeighbor(indices, distances, there, k, k, row, distance);
        entered++;
      }
    }
  }
  return entered;
}

function lists(indices: Int32Array, base: number, k: number, row: number): boolean {
  for (let at = base; at < base + k; at++) if (indices[at] === row) return true;
  return false;
}
