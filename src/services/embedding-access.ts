import { type Embedder, type ModelIdentity, sameModel } from "../embedding/embedder.js";
import { TopographError } from "../errors.js";
import type { CollectionRecord } from "../runs/collection-record.js";

/**
 * The embedder whose vectors can be compared with those of the collection.
 *
 * @throws TopographError NO_EMBEDDING_MODEL or EMBEDDING_MODEL_MISMATCH
 */
export function embedderFor(collection: CollectionRecord, embedder: Embedder | null): Embedder {
  const { name: collectionName, model } = collection;
  if (model === null) {
    throw new TopographError(
      "NO_EMBEDDING_MODEL",
      `Collection ${collectionName} has no embedding model; give a vector of ${collection.dimension} numbers instead.`,
      { collection: collectionName, dimension: collection.dimension },
    );
  }
  if (embedder === null) {
    throw new TopographError(
      "NO_EMBEDDING_MODEL",
      `This server runs no embedding model; start it with EMBEDDING_MODEL=${model.name}, or give a vector.`,
      { collection: collectionName, expected: model.name },
    );
  }
  if (!sameModel(model, embedder.model)) {
    throw new TopographError(
      "EMBEDDING_MODEL_MISMATCH",
      `Collection ${collectionName} was embedded by ${describe(model)}, this server runs ${describe(embedder.model)}; ` +
        `start it with the first, ingest into a new collection, or give a vector.`,
      { collection: collectionName, expected: describe(model), actual: describe(embedder.model) },
    );
  }
  return embedder;
}

/** Identity only, without what else is known of a loaded model. */
export function identityOf({ name, dtype, pooling, prefix }: ModelIdentity): ModelIdentity {
  return { name, dtype, pooling, prefix };
}

function describe({ name, dtype, pooling, prefix }: ModelIdentity): string {
  return `${name} (${dtype}, ${pooling}${prefix === null ? "" : `, prefix ${JSON.stringify(prefix)}`})`;
}
