import type { NeighborGraph } from "../neighbor-graph.js";
import { checkStop, type StageHooks } from "../stage-hooks.js";
import type { CandidateSearch } from "./candidate-search.js";
import { type CopyGroups, groupCopies } from "./exact-copies.js";
import { fillGroup } from "./fill-group.js";
import { exactHits } from "./exact-hits.js";
import { gatherRows } from "./gather-rows.js";
import { countRows, findVectorFault } from "./normalize-rows.js";

/** Rows a block: what is held at once, and the grain of progress and stopping. */
const BLOCK = 512;

/**
 * The exact k nearest other rows of each row, equal to what brute force in float64 finds, whatever finds the candidates.
 * Copies are searched once: the lists of the distinct vectors are computed and then filled up with the copies, since the
 * first k entries by (distance, row) hold no vector whose first row is not among the first k distinct ones.
 *
 * @param vectors row-major n x dimension; not changed, not kept
 * @param k neighbors wanted; lowered to n - 1 where it is larger, which the graph's own `k` tells
 * @param candidates a search over the same rows
 * @throws RangeError when k is no integer >= 1 or a vector is not finite
 * @throws StageStopped
 */
export async function exactNeighborGraph(
  vectors: Float32Array,
  dimension: number,
  k: number,
  candidates: CandidateSearch,
  hooks: StageHooks = {},
): Promise<NeighborGraph> {
  const n = countRows(vectors, dimension);
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`k must be an integer of at least 1, got ${k}`);
  if (candidates.size !== n) throw new RangeError(`candidates must search all ${n} rows, got ${candidates.size}`);
  const fault = findVectorFault(vectors, dimension, false);
  if (fault) throw new RangeError(`Row ${fault.row} is ${fault.fault}`);

  const width = Math.max(0, Math.min(k, n - 1));
  const graph = { n, k: width, indices: new Int32Array(n * width), distances: new Float64Array(n * width) };
  if (width === 0) return graph;

  const groups = groupCopies(vectors, n, dimension);
  const distinct = groups.first.length;
  const others = Math.min(width, distinct - 1);
  const mask = distinct === n ? undefined : firstRows(groups, n);
  const { shouldStop } = hooks;
  for (let from = 0; from < distinct; from += BLOCK) {
    checkStop(hooks);
    const asked = groups.first.subarray(from, from + BLOCK);
    const hits =
      others === 0
        ? { indices: new Int32Array(0), distances: new Float64Array(0) }
        : await exactHits(
            {
              vectors,
              dimension,
              candidates,
              queries:
                distinct === n
                  ? vectors.subarray(from * dimension, (from + asked.length) * dimension)
                  : gatherRows(vectors, dimension, asked),
              k: others,
              exclude: asked,
              ...(mask && { mask }),
            },
            shouldStop ? { shouldStop } : {},
          );
    if (distinct === n) {
      graph.indices.set(hits.indices, from * width);
      graph.distances.set(hits.distances, from * width);
    } else {
      for (let i = 0; i < asked.length; i++) {
        fillGroup(
          graph,
          groups,
          from + i,
          hits.indices.subarray(i * others, (i + 1) * others),
          hits.distances.subarray(i * others, (i + 1) * others),
        );
      }
    }
    hooks.onProgress?.((from + asked.length) / distinct);
  }
  return graph;
}

function firstRows(groups: CopyGroups, n: number): Uint8Array {
  const mask = new Uint8Array(n);
  for (const row of groups.first) mask[row] = 1;
  return mask;
}
