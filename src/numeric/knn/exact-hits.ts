import type { CandidateSearch } from "./candidate-search.js";
import { euclideanInto } from "./distance.js";
import { gatherRows } from "./gather-rows.js";
import { countRows } from "./normalize-rows.js";
import { checkStop, type StageHooks } from "../stage-hooks.js";

export interface ExactHitsRequest {
  /** Row-major matrix that is searched; row numbers of `candidates` are rows of it. */
  readonly vectors: Float32Array;
  readonly dimension: number;
  readonly candidates: CandidateSearch;
  /** Row-major, any count. */
  readonly queries: Float32Array;
  /** Hits wanted a query, >= 1. */
  readonly k: number;
  /** 1 where a row may be found; all rows when absent. */
  readonly mask?: Uint8Array;
  /** For each query a row that it must not find, such as itself; -1 for none. */
  readonly exclude?: Int32Array;
  /** Whether row a comes before row b at equal distance; by default the smaller row number. A total order. */
  readonly before?: (a: number, b: number) => boolean;
}

/** Hits of query i stand at i*k .. i*k+counts[i]-1, ascending by (distance, order); the rest is -1 and NaN. */
export interface ExactHits {
  readonly k: number;
  readonly counts: Int32Array;
  readonly indices: Int32Array;
  /** Euclidean, float64, equal to `euclidean` to the bit. */
  readonly distances: Float64Array;
}

/** More candidates than hits wanted: they decide most queries in the first round even where distances lie close. */
const MARGIN = 8;
const WIDENING = 4;
/** Candidates that are held at once. */
const CANDIDATE_BUDGET = 1 << 21;

const smallerRow = (a: number, b: number): boolean => a < b;

/**
 * The k nearest rows of each query, exactly: candidates come from a fast search, each is measured again in float64, and a
 * query asks for more, on its own, until its k-th hit is nearer than anything that was left out can be. So the answer is a
 * function of the vectors alone: not of the search, its precision, its blocks or the processor.
 *
 * The bound is that of `CandidateSearch.nearest`, which says how near a row that it left out may be.
 *
 * @param request arrays that are read, not kept, not changed; distances are in the unit of the vectors
 * @returns new arrays: count * k entries, count of them the number of queries
 * @throws RangeError when k is no integer >= 1, or the queries do not fill whole rows
 * @throws StageStopped
 */
export async function exactHits(request: ExactHitsRequest, hooks: StageHooks = {}): Promise<ExactHits> {
  const { vectors, dimension, candidates, queries, k, mask, exclude, before = smallerRow } = request;
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`k must be an integer of at least 1, got ${k}`);
  const count = countRows(queries, dimension);
  const indices = new Int32Array(count * k).fill(-1);
  const distances = new Float64Array(count * k).fill(NaN);
  const counts = new Int32Array(count);

  let open = Int32Array.from({ length: count }, (_, i) => i);
  let width = k + (exclude ? 1 : 0) + Math.max(MARGIN, k >> 3);
  let measured = new Float64Array(0);
  let settled = 0;
  while (open.length > 0) {
    // Close to all rows is as cheap as all rows, and ends the search for certain.
    width = Math.min(2 * width > candidates.size ? candidates.size : width, candidates.size);
    if (width === 0) break;
    const block = Math.max(1, Math.min(512, Math.floor(CANDIDATE_BUDGET / width)));
    let kept = 0;
    for (let from = 0; from < open.length; from += block) {
      checkStop(hooks);
      const asked = open.subarray(from, Math.min(open.length, from + block));
      const found = await candidates.nearest(viewRows(queries, asked, dimension), width, mask);
      if (measured.length < found.indices.length) measured = new Float64Array(found.indices.length);
      for (let i = 0; i < asked.length; i++) {
        const query = asked[i]!;
        const start = i * found.width;
        let end = start;
        while (end < start + found.width && found.indices[end] !== -1) end++;
        euclideanInto(queries, query, vectors, found.indices, start, end, dimension, measured);

        // Keep the k first by (distance, order): insertion, as the candidates are almost sorted already.
        const base = query * k;
        const own = exclude ? exclude[query]! : -1;
        let held = 0;
        for (let at = start; at < end; at++) {
          const row = found.indices[at]!;
          if (row === own) continue;
          const distance = measured[at]!;
          let place = held < k ? held : k - 1;
          if (held === k) {
            const last = distances[base + place]!;
            if (distance > last || (distance === last && !before(row, indices[base + place]!))) continue;
          } else {
            held++;
          }
          for (; place > 0; place--) {
            const previous = distances[base + place - 1]!;
            if (previous < distance || (previous === distance && before(indices[base + place - 1]!, row))) break;
            distances[base + place] = previous;
            indices[base + place] = indices[base + place - 1]!;
          }
          distances[base + place] = distance;
          indices[base + place] = row;
        }
        counts[query] = held;

        const floor = found.floors[i]!;
        const complete = floor === Infinity || (held === k && floor > 0 && distances[base + k - 1]! < Math.sqrt(floor));
        if (complete) settled++;
        // Writing behind the reading position: `kept` never passes `from + i`.
        else open[kept++] = query;
      }
      hooks.onProgress?.(settled / count);
    }
    open = open.subarray(0, kept);
    width *= WIDENING;
  }
  return { k, counts, indices, distances };
}

/** A view where the rows lie one after the other. */
function viewRows(vectors: Float32Array, rows: Int32Array, dimension: number): Float32Array {
  const first = rows[0]!;
  const last = rows[rows.length - 1]!;
  if (last - first === rows.length - 1) return vectors.subarray(first * dimension, (last + 1) * dimension);
  return gatherRows(vectors, dimension, rows);
}
