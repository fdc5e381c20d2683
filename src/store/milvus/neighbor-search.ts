import { TopographError } from "../../errors.js";
import { euclidean } from "../../numeric/knn/distance.js";
import type { SearchHit, SearchRequest } from "../vector-store.js";
import type { CandidateList, CandidateSearch } from "./candidate-search.js";
import type { KnownCollection } from "./collection-catalog.js";
import type { DocumentReader } from "./document-reader.js";
import { planFilter, type FilterPlan } from "./filter-plan.js";
import type { MilvusCapabilities } from "./milvus-capabilities.js";
import { cancelled } from "./milvus-errors.js";
import { NearestList } from "./nearest-list.js";
import { isFarther } from "./score-bound.js";

/** More candidates than hits wanted, so that most queries are decided at once even where distances lie close. */
const MARGIN = 4;
const WIDENING = 4;
/** Milvus gives no longer lists. */
const MAX_WIDTH = 16_384;
/** Vectors of candidates that are held at once. */
const CANDIDATE_BYTES = 32_000_000;
/** Queries of a call while it is not known how long one takes, and queries that are worth a call of their own. */
const FIRST_QUERIES = 10;
/** Calls have as many queries as are answered in this time, far from the deadline. */
const CALL_MS = 1000;
/** With more keys to choose from than one expression names, reading those is less work than searching all. */
const MAX_NAMED_KEYS = 1000;

/** One query on its way to its answer. */
interface Query {
  readonly vector: Float32Array;
  readonly norm: number;
  readonly except: string | null;
  nearest: NearestList;
}

/**
 * The k nearest documents, exactly on an exact index: Milvus chooses candidates, each is measured again in float64 by its
 * vector, and a query asks for more, on its own, until its k-th hit is nearer than anything left out can be.
 */
export class NeighborSearch {
  /** How long one query took Milvus last: that grows with the collection. */
  readonly #queryMs = new WeakMap<KnownCollection, number>();

  constructor(
    private readonly capabilities: MilvusCapabilities,
    private readonly documents: DocumentReader,
    private readonly candidates: CandidateSearch,
  ) {}

  async search(
    collection: KnownCollection,
    { target, k, filter }: SearchRequest,
    signal?: AbortSignal,
  ): Promise<(SearchHit[] | null)[]> {
    const plan = planFilter(filter, collection.layout, this.capabilities);
    const targets =
      "keys" in target
        ? await this.#ofKeys(collection, target.keys, k, signal)
        : ofVectors(collection, target.vectors, k);
    const queries = targets.filter((query) => query !== null);
    if (plan.possible) await this.#searchAll(collection, queries, k, plan, signal);
    return targets.map((query) => query && query.nearest.hits);
  }

  /** In parts that one call takes, some of them at a time. */
  async #searchAll(
    collection: KnownCollection,
    queries: readonly Query[],
    k: number,
    plan: FilterPlan,
    signal?: AbortSignal,
  ): Promise<void> {
    if (plan.keys && plan.keys.length > MAX_NAMED_KEYS) return this.#readAll(collection, queries, plan, signal);
    const width = k + 1 + Math.max(MARGIN, k >> 3);
    // Rather several small calls at once than one large: one is measured here while Milvus answers another.
    const share = Math.max(FIRST_QUERIES, Math.ceil(queries.length / this.capabilities.maxParallel));
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < queries.length) {
        const part = queries.slice(next, (next += Math.min(share, this.#queriesAtOnce(collection, width))));
        try {
          await this.#searchPart(collection, part, width, plan, signal);
        } catch (error) {
          // The others need not go on either.
          next = queries.length;
          throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: this.capabilities.maxParallel }, work));
  }

  async #searchPart(
    collection: KnownCollection,
    queries: readonly Query[],
    firstWidth: number,
    plan: FilterPlan,
    signal?: AbortSignal,
  ): Promise<void> {
    let open = queries;
    for (let width = firstWidth; open.length > 0; width *= WIDENING) {
      if (signal?.aborted) throw cancelled(signal);
      const asked = Math.min(width, MAX_WIDTH);
      const left: Query[] = [];
      const size = this.#queriesAtOnce(collection, asked);
      for (let start = 0; start < open.length; start += size) {
        const part = open.slice(start, start + size);
        left.push(...(await this.#attempt(collection, part, asked, plan, signal)));
      }
      open = left;
      if (width >= MAX_WIDTH) break;
    }
    if (open.length > 0) await this.#readAll(collection, open, plan, signal);
  }

  /** @returns the queries that need longer lists */
  async #attempt(
    collection: KnownCollection,
    queries: readonly Query[],
    width: number,
    plan: FilterPlan,
    signal?: AbortSignal,
  ): Promise<Query[]> {
    const options = { signal };
    const vectors = queries.map(({ vector }) => vector);
    const start = performance.now();
    const lists = await this.candidates.nearest(collection, vectors, width, plan, options);
    this.#queryMs.set(collection, (performance.now() - start) / queries.length);
    const keys = [...new Set(lists.flatMap((list) => list.keys))];
    const found = await this.documents.getVectors(collection, keys, options);
    const vectorOf = new Map(keys.map((key, place) => [key, found[place]]));
    return queries.filter((query, place) => {
      const list = lists[place] as CandidateList;
      const hits: SearchHit[] = [];
      for (const key of list.keys) {
        const vector = vectorOf.get(key);
        // Deleted since the search.
        if (vector) hits.push({ key, distance: euclidean(query.vector, 0, vector, 0, collection.dimension) });
      }
      query.nearest = emptied(query, collection);
      query.nearest.offer(hits);
      if (list.worstScore === null) return false;
      return !isDecided(collection, query, list.worstScore);
    });
  }

  /** Where Milvus cannot narrow it down: every document that may pass is measured. */
  async #readAll(
    collection: KnownCollection,
    queries: readonly Query[],
    plan: FilterPlan,
    signal?: AbortSignal,
  ): Promise<void> {
    const { dimension } = collection;
    for (const query of queries) query.nearest = emptied(query, collection);
    for await (const { keys, vectors } of this.documents.scanVectors(collection, plan, signal)) {
      for (const { vector, nearest } of queries) {
        nearest.offer(keys.map((key, row) => ({ key, distance: euclidean(vector, 0, vectors, row, dimension) })));
      }
    }
  }

  #queriesAtOnce(collection: KnownCollection, width: number): number {
    const vectorBytes = collection.dimension * Float32Array.BYTES_PER_ELEMENT;
    const fit = Math.floor(CANDIDATE_BYTES / (width * vectorBytes));
    const queryMs = this.#queryMs.get(collection);
    const timely = queryMs === undefined ? FIRST_QUERIES : Math.floor(CALL_MS / queryMs);
    return Math.max(1, Math.min(this.capabilities.maxQueries, fit, timely));
  }

  async #ofKeys(
    collection: KnownCollection,
    keys: readonly string[],
    k: number,
    signal?: AbortSignal,
  ): Promise<(Query | null)[]> {
    const vectors = await this.documents.getVectors(collection, keys, { signal });
    return vectors.map((vector, place) => vector && queryOf(collection, vector, keys[place] ?? null, k));
  }
}

/** Whether nothing that Milvus left out can be among the nearest. */
function isDecided({ metric, dimension, layout }: KnownCollection, query: Query, worstScore: number): boolean {
  const { nearest, norm } = query;
  return nearest.isFull && isFarther(metric, worstScore, nearest.farthest, norm, dimension, layout.lengthSlack);
}

function ofVectors(collection: KnownCollection, vectors: Float32Array, k: number): Query[] {
  const { dimension, metric } = collection;
  const queries: Query[] = [];
  for (let start = 0; start < vectors.length; start += dimension) {
    const query = queryOf(collection, vectors.slice(start, start + dimension), null, k);
    if (query.norm === 0 && metric !== "L2")
      throw new TopographError("INVALID_VECTOR", "The vector to search for is all zero, which has no direction.");
    queries.push(query);
  }
  return queries;
}

function queryOf({ layout }: KnownCollection, vector: Float32Array, except: string | null, k: number): Query {
  return { vector, norm: Math.hypot(...vector), except, nearest: new NearestList(k, except, layout.keyOrder) };
}

function emptied({ nearest, except }: Query, { layout }: KnownCollection): NearestList {
  return new NearestList(nearest.k, except, layout.keyOrder);
}
