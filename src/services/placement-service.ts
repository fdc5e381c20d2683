import type { Embedder } from "../embedding/embedder.js";
import { TopographError } from "../errors.js";
import type { CollectionRecord } from "../runs/collection-record.js";
import type { ClusteringRecord } from "../runs/run-record.js";
import type { VectorStore } from "../store/vector-store.js";
import { checkText } from "./document-row.js";
import { embedderFor } from "./embedding-access.js";
import { unknownText } from "./given-vector.js";
import { LIMITS, requireLength } from "./limits.js";
import type { ClusteringAccess, PlacedPoint } from "./run-access.js";

export interface PlacementServiceDeps {
  readonly store: VectorStore;
  readonly embedder: Embedder | null;
  readonly clusterings: Pick<ClusteringAccess, "place">;
}

/** Says where texts and documents would be in a run that has not seen them. */
export class PlacementService {
  constructor(private readonly deps: PlacementServiceDeps) {}

  /**
   * @returns one placement a text
   * @throws TopographError BAD_USER_INPUT, NO_EMBEDDING_MODEL, and those of `ClusteringAccess.place`
   */
  async ofTexts(
    collection: CollectionRecord,
    run: ClusteringRecord,
    texts: readonly string[],
    signal?: AbortSignal,
  ): Promise<PlacedPoint[]> {
    requireLength("texts", texts, LIMITS.maxPage);
    if (texts.length === 0) return [];
    const asked = texts.map((text) => {
      const trimmed = checkText("texts", text).trim();
      if (trimmed === "") throw new TopographError("BAD_USER_INPUT", "A text is empty.", { argument: "texts" });
      return trimmed;
    });
    const vectors = await embedderFor(collection, this.deps.embedder).embed(asked, signal ? { signal } : {});
    if (collection.metric !== "L2") {
      for (let row = 0; row < asked.length; row++) {
        const own = vectors.subarray(row * collection.dimension, (row + 1) * collection.dimension);
        if (own.every((value) => value === 0)) throw unknownText(collection.metric);
      }
    }
    return this.deps.clusterings.place(run, vectors, signal);
  }

  /** By stored vectors; null for a key without a document. */
  async ofDocuments(
    run: ClusteringRecord,
    keys: readonly string[],
    signal?: AbortSignal,
  ): Promise<(PlacedPoint | null)[]> {
    const vectors = await this.deps.store.getVectors(run.collectionId, keys);
    const present = vectors.filter((vector) => vector !== null);
    const [first] = present;
    if (!first) return keys.map(() => null);
    const queries = new Float32Array(present.length * first.length);
    present.forEach((vector, at) => queries.set(vector, at * first.length));
    const placed = await this.deps.clusterings.place(run, queries, signal);
    let next = 0;
    return vectors.map((vector) => (vector === null ? null : (placed[next++] ?? null)));
  }
}
