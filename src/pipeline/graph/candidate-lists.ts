import { euclideanInto, gatherRows, insertNeighbor } from "../../numeric/knn/index.js";
import type { NeighborGraph } from "../../numeric/neighbor-graph.js";
import { isTopographError } from "../../errors.js";
import type { CandidateList, CandidateSource } from "../../store/vector-store.js";
import { retryUpstream } from "../../store/retry-upstream.js";

/** More candidates than neighbors, so that most lists are settled at once even where distances lie close. */
const MARGIN = 8;
const WIDENING = 4;
/** Calls have as many queries as are answered in this time, far from the deadline. */
const CALL_MS = 1000;
/** Queries of a call while it is not known how long one takes. */
const FIRST_QUERIES = 10;
/** Candidates of one call. */
const MOST_CANDIDATES = 65_536;

export interface ListsInput {
  readonly source: CandidateSource;
  readonly rowOf: ReadonlyMap<string, number>;
  readonly vectors: Float32Array;
  readonly dimension: number;
  /** Its lists are filled in. */
  readonly graph: NeighborGraph;
  readonly signal: AbortSignal;
}

/**
 * Fills neighbor lists from a server's candidates: each is measured again in float64, lists are cut by (distance, row), and
 * a row asks for more, on its own, until its k-th neighbor is nearer than anything left out can be.
 */
export class CandidateLists {
  #queryMs: number | null = null;
  /** The query that last saw each row: no list may name one twice. */
  readonly #seen: Int32Array;
  #queries = 0;
  #rows = new Int32Array(0);
  #measured = new Float64Array(0);

  constructor(private readonly input: ListsInput) {
    this.#seen = new Int32Array(input.graph.n);
  }

  /** @returns rows that the longest lists do not settle */
  async fill(rows: readonly number[], onSettled: (count: number) => void): Promise<number[]> {
    const { source, graph } = this.input;
    let open = rows;
    for (let width = graph.k + 1 + Math.max(MARGIN, graph.k >> 3); open.length > 0; width *= WIDENING) {
      const asked = Math.min(width, source.maxWidth);
      const left: number[] = [];
      for (let at = 0; at < open.length;) {
        const { some, lists } = await this.#ask(open, at, asked);
        const unsettled = some.filter((row, place) => !this.#take(row, lists[place] as CandidateList));
        left.push(...unsettled);
        onSettled(some.length - unsettled.length);
        at += some.length;
      }
      open = left;
      if (asked === source.maxWidth) break;
    }
    return [...open];
  }

  /** One call; one that takes too long is tried again with half as many queries. */
  async #ask(open: readonly number[], at: number, width: number): Promise<{ some: number[]; lists: CandidateList[] }> {
    const { source, vectors, dimension, signal } = this.input;
    let most = source.queriesAtOnce;
    return retryUpstream(
      async () => {
        const timely = this.#queryMs === null ? FIRST_QUERIES : Math.floor(CALL_MS / this.#queryMs);
        const size = Math.max(1, Math.min(most, timely, Math.floor(MOST_CANDIDATES / width)));
        const some = open.slice(at, at + size);
        const queries = gatherRows(vectors, dimension, some);
        const start = performance.now();
        const lists = await source.nearest(queries, width, signal);
        this.#queryMs = (performance.now() - start) / some.length;
        most = some.length;
        return { some, lists };
      },
      {
        signal,
        onRetry: (error) => {
          if (isTopographError(error, "UPSTREAM_TIMEOUT")) most = Math.max(1, most >> 1);
        },
      },
    );
  }

  /** Writes the list of a row; false where it may not be the right one yet. */
  #take(row: number, { keys, floor }: CandidateList): boolean {
    const { rowOf, vectors, dimension, graph } = this.input;
    const { k, indices, distances } = graph;
    const query = ++this.#queries;
    this.#seen[row] = query;
    if (this.#rows.length < keys.length) {
      this.#rows = new Int32Array(keys.length);
      this.#measured = new Float64Array(keys.length);
    }
    let count = 0;
    for (const key of keys) {
      const other = rowOf.get(key);
      // Added since the snapshot, or of another filter.
      if (other === undefined || this.#seen[other] === query) continue;
      this.#seen[other] = query;
      this.#rows[count++] = other;
    }
    euclideanInto(vectors, row, vectors, this.#rows, 0, count, dimension, this.#measured);
    let held = 0;
    for (let i = 0; i < count; i++) {
      held = insertNeighbor(indices, distances, row * k, held, k, this.#rows[i] as number, this.#measured[i] as number);
    }
    return held === k && (distances[row * k + k - 1] as number) < floor;
  }
}
