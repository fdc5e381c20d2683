import type { Embedder } from "../embedding/embedder.js";
import { TopographError } from "../errors.js";
import type { CollectionRecord } from "../runs/collection-record.js";
import type { DocumentFilter } from "../store/document-filter.js";
import type { Metric, SearchHit, VectorStore } from "../store/vector-store.js";
import { checkText } from "./document-row.js";
import { embedderFor } from "./embedding-access.js";
import { toStoredVector, unknownText } from "./given-vector.js";
import { LIMITS, requireInteger } from "./limits.js";

/** What to look for: exactly one of the two. */
export interface SearchInput {
  readonly text?: string | null;
  readonly vector?: ArrayLike<number> | null;
}

export interface NeighborServiceDeps {
  readonly store: VectorStore;
  readonly embedder: Embedder | null;
}

export class NeighborService {
  constructor(private readonly deps: NeighborServiceDeps) {}

  /**
   * The k nearest other documents of each, nearest first, in one search.
   *
   * @returns one list a key; null for a key without a document
   */
  ofDocuments(
    collectionId: string,
    keys: readonly string[],
    k: number,
    filter?: DocumentFilter,
    signal?: AbortSignal,
  ): Promise<(SearchHit[] | null)[]> {
    requireInteger("k", k, 1, LIMITS.maxK);
    return this.deps.store.search(collectionId, { target: { keys }, k, ...(filter ? { filter } : {}) }, signal);
  }

  /** The k documents nearest to a text or a vector, nearest first. */
  async search(
    collection: CollectionRecord,
    input: SearchInput,
    k: number,
    filter?: DocumentFilter,
    signal?: AbortSignal,
  ): Promise<SearchHit[]> {
    requireInteger("k", k, 1, LIMITS.maxK);
    const vectors = await this.#queryVector(collection, input, signal);
    const request = { target: { vectors }, k, ...(filter ? { filter } : {}) };
    const [hits, ...others] = await this.deps.store.search(collection.id, request, signal);
    // One vector that was taken for several: others have made the collection anew with shorter ones.
    if (others.length > 0) {
      const { dimension: expected } = collection;
      throw new TopographError(
        "VECTOR_DIMENSION_MISMATCH",
        `The collection was made for vectors of ${expected} numbers, and the store has shorter ones; drop it and ingest anew.`,
        { expected, received: expected / (others.length + 1) },
      );
    }
    return hits ?? [];
  }

  async #queryVector(
    collection: CollectionRecord,
    { text, vector }: SearchInput,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    const hasText = text !== null && text !== undefined;
    const hasVector = vector !== null && vector !== undefined;
    if (hasVector && !hasText) return toStoredVector(vector, collection);
    if (!hasText || hasVector) {
      throw new TopographError("BAD_USER_INPUT", "search takes exactly one of text and vector.", { argument: "text" });
    }
    const question = checkText("text", text).trim();
    if (question === "") throw new TopographError("BAD_USER_INPUT", "text is empty.", { argument: "text" });
    const embedder = embedderFor(collection, this.deps.embedder);
    const query = await embedder.embed([question], signal ? { signal } : {});
    if (collection.metric !== "L2" && query.every((value) => value === 0)) throw unknownText(collection.metric);
    return query;
  }
}

/** Cosine or inner product where vectors have unit length, else 1 / (1 + distance). */
export function similarity(metric: Metric, distance: number): number {
  return metric === "L2" ? 1 / (1 + distance) : 1 - (distance * distance) / 2;
}
