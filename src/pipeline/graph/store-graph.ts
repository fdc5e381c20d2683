import { isDeepStrictEqual } from "node:util";
import { listRecall } from "../../numeric/knn/index.js";
import type { DocumentFilter } from "../../store/document-filter.js";
import type { CandidateSource, VectorStore } from "../../store/vector-store.js";
import { column, stringColumn } from "../artifact-columns.js";
import { neighborsKey } from "../stage-keys.js";
import type { StageContext } from "../stages.js";
import { CandidateLists } from "./candidate-lists.js";
import { changedRows } from "./changed-rows.js";
import { type ComputedGraph, graphArrays, type GraphInput, type GraphSource, milvusTag } from "./graph-source.js";
import { retryUpstream } from "../../store/retry-upstream.js";

/** Calls whose lists are stored together on the way, and rows: what a process that ends has to ask for again. */
const CALLS_A_PART = 10;
const MOST_ROWS_A_PART = 500;
/** Rows on which recall is measured. */
const SAMPLE = 100;
/** Of the stage's progress; the rest is comparing and measuring. */
const ASKING_SHARE = 0.95;

export interface StoreGraphDeps {
  readonly store: VectorStore;
  readonly source: CandidateSource;
  readonly collectionId: string;
  readonly filter: DocumentFilter | null;
  /** Key of the artifact with the documents' keys. */
  readonly rows: string;
}

/**
 * Neighbor lists out of a store that searches by itself, in batches of queries: some at a time, each repeated while the
 * store is away, parts of the graph kept as they are done, so that a run that is taken up again goes on from there.
 *
 * The lists belong to the snapshot and not to what the store holds by now: candidates are measured by the snapshot's
 * vectors, and rows that were changed or deleted since, which no search may have found, are put in at the end.
 */
export class StoreGraph implements GraphSource {
  readonly by = "MILVUS";
  readonly tag: string;
  readonly approximate: string | null;

  constructor(private readonly deps: StoreGraphDeps) {
    this.tag = milvusTag(deps.source);
    this.approximate = deps.source.exact ? null : this.tag;
  }

  async compute(context: StageContext, input: GraphInput): Promise<ComputedGraph> {
    const { pool, held, signal } = context;
    const { store, source, collectionId, filter } = this.deps;
    const { vectors, dimension, width: k } = input;
    const keys = stringColumn(await held.get(this.deps.rows), "key");
    const n = keys.length;
    const graph = {
      n,
      k,
      indices: new Int32Array(new SharedArrayBuffer(n * k * Int32Array.BYTES_PER_ELEMENT)),
      distances: new Float64Array(new SharedArrayBuffer(n * k * Float64Array.BYTES_PER_ELEMENT)),
    };
    if (k === 0) return { ...graph, recallAtK: null };
    const rowOf = new Map(keys.map((key, row) => [key, row]));
    const lists = new CandidateLists({ source, rowOf, vectors, dimension, graph, signal });
    let settled = 0;
    const onSettled = (count: number): void => context.onProgress((ASKING_SHARE * (settled += count)) / n);

    const parts = this.#partsPrefix(input);
    const size = Math.min(MOST_ROWS_A_PART, CALLS_A_PART * source.queriesAtOnce);
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < n) {
        const start = next;
        const end = Math.min(n, (next += size));
        try {
          await this.#part(context, { key: `${parts}${start}`, start, end, input, graph, lists, onSettled });
        } catch (error) {
          // The others need not go on either.
          next = n;
          throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: source.callsAtOnce }, lane));

    const scanned = { rowOf, vectors, dimension };
    const rows = await retryUpstream(() => changedRows(store, collectionId, filter, scanned, signal), { signal });
    if (rows.length > 0) await pool.run("offerRows", { graph, vectors, dimension, rows }, { signal });
    const recallAtK = source.exact ? null : await this.#recall(context, input, graph);
    return { ...graph, recallAtK };
  }

  /** Deletes the parts of a graph that is stored as a whole. */
  async stored({ artifacts }: StageContext, input: GraphInput): Promise<void> {
    const parts = this.#partsPrefix(input);
    const listed = await artifacts.list();
    await artifacts.delete(listed.map(({ key }) => key).filter((key) => key.startsWith(parts)));
  }

  #partsPrefix({ snapshot, width }: GraphInput): string {
    return `${neighborsKey(snapshot, width, this.tag)}/part-`;
  }

  async #part({ artifacts, pool, signal }: StageContext, part: Part): Promise<void> {
    const { key, start, end, input, graph, lists, onSettled } = part;
    const { k } = graph;
    const meta = { start, end, k };
    const known = await artifacts.read(key);
    // Another server may have been asked in parts of another size, and the graph is the same whoever is asked.
    if (known && isDeepStrictEqual(known.meta, meta)) {
      graph.indices.set(column(known, "indices", Int32Array), start * k);
      graph.distances.set(column(known, "distances", Float64Array), start * k);
      onSettled(end - start);
      return;
    }
    const asked = Array.from({ length: end - start }, (_, place) => start + place);
    const open = await lists.fill(asked, onSettled);
    if (open.length > 0) {
      const { vectors, dimension } = input;
      const rows = Int32Array.from(open);
      const found = await pool.run("scanRows", { vectors, dimension, rows, width: k }, { signal });
      open.forEach((row, place) => {
        graph.indices.set(found.indices.subarray(place * k, (place + 1) * k), row * k);
        graph.distances.set(found.distances.subarray(place * k, (place + 1) * k), row * k);
      });
      onSettled(open.length);
    }
    signal.throwIfAborted();
    const arrays = graphArrays({
      n: end - start,
      k,
      indices: graph.indices.slice(start * k, end * k),
      distances: graph.distances.slice(start * k, end * k),
    });
    await artifacts.write(key, { meta, arrays });
  }

  /** On rows spread evenly over the collection, against what measuring every row finds. */
  async #recall(
    { pool, signal }: StageContext,
    { vectors, dimension }: GraphInput,
    graph: ComputedLists,
  ): Promise<number> {
    const count = Math.min(SAMPLE, graph.n);
    const rows = Int32Array.from({ length: count }, (_, i) => Math.floor((i * graph.n) / count));
    const exact = await pool.run("scanRows", { vectors, dimension, rows, width: graph.k }, { signal });
    return listRecall(graph, rows, exact.distances);
  }
}

type ComputedLists = Omit<ComputedGraph, "recallAtK">;

interface Part {
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly input: GraphInput;
  readonly graph: ComputedLists;
  readonly lists: CandidateLists;
  readonly onSettled: (count: number) => void;
}
