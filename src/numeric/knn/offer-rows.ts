import type { NeighborGraph } from "../neighbor-graph.js";
import { checkStop, type StageHooks } from "../stage-hooks.js";
import { euclideanInto } from "./distance.js";
import { insertNeighbor } from "./insert-neighbor.js";

/**
 * Puts rows that a search could not find into every list where they belong. Lists that were exact among the other rows
 * are exact among all afterwards.
 *
 * @param graph full lists, ascending by (distance, row); changed in place
 * @param vectors row-major n x dimension; not changed, not kept
 * @param rows row numbers, distinct
 * @throws StageStopped
 */
export function offerRows(
  graph: NeighborGraph,
  vectors: Float32Array,
  dimension: number,
  rows: Int32Array,
  hooks: StageHooks = {},
): void {
  const { n, k, indices, distances } = graph;
  const measured = new Float64Array(rows.length);
  if (k === 0) return;
  for (let own = 0; own < n; own++) {
    if (own % 64 === 0) {
      checkStop(hooks);
      hooks.onProgress?.(own / n);
    }
    const base = own * k;
    euclideanInto(vectors, own, vectors, rows, 0, rows.length, dimension, measured);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      if (row === own || measured[i]! > distances[base + k - 1]!) continue;
      if (!indices.subarray(base, base + k).includes(row)) {
        insertNeighbor(indices, distances, base, k, k, row, measured[i]!);
      }
    }
  }
}
