import type { CommandContext } from "../command-context.js";
import { CliError } from "../exit-codes.js";
import {
  CreateCollectionDocument,
  IngestTargetDocument,
  type IngestTargetQuery,
  type Metric,
} from "../operations.generated.js";

const DEFAULT_COLLECTION = "default";
/** Keys of the bundled sample's documents begin like this. */
const SAMPLE_KEY = /^h-\d{4}$/;

export interface Target {
  readonly collection: string;
  /** Most documents the server takes in one request. */
  readonly maxDocuments: number;
}

/**
 * Sees to it that the collection exists and can take the file: a missing one is created, for the server's model or, where
 * vectors come along, for vectors of their dimension. The server makes the default collection by itself.
 */
export async function openTarget(
  context: CommandContext,
  name: string,
  wanted: { readonly dimension: number | null; readonly metric: Metric | null },
): Promise<Target> {
  const { client } = context;
  const { server, collection } = await client.request(IngestTargetDocument, { name });
  const target = { collection: name, maxDocuments: server.limits.maxIngestDocuments };
  if (collection !== null) {
    checkExisting(name, collection, wanted);
    const first = collection.documents?.edges[0];
    if (first !== undefined && name === DEFAULT_COLLECTION && SAMPLE_KEY.test(first.node.key)) {
      context.note(
        "note: the collection default holds the bundled sample; --collection NAME keeps your documents apart",
      );
    }
    return target;
  }
  if (name === DEFAULT_COLLECTION && wanted.dimension === null && wanted.metric === null) return target;
  const { createCollection } = await client.request(CreateCollectionDocument, {
    input: {
      name,
      ...(wanted.metric === null ? {} : { metric: wanted.metric }),
      ...(wanted.dimension === null ? {} : { dimension: wanted.dimension }),
    },
  });
  const origin = createCollection.model === null ? "vectors from outside" : `vectors of ${createCollection.model.name}`;
  context.note(
    `created collection ${name}: ${createCollection.dimension} dimensions, ${createCollection.metric}, ${origin}`,
  );
  return target;
}

function checkExisting(
  name: string,
  collection: NonNullable<IngestTargetQuery["collection"]>,
  wanted: { readonly dimension: number | null; readonly metric: Metric | null },
): void {
  if (collection.readOnly) throw new CliError(`collection ${name} is read only`);
  if (wanted.dimension !== null && wanted.dimension !== collection.dimension) {
    throw new CliError(
      `VECTOR_DIMENSION_MISMATCH: the vectors have ${wanted.dimension} dimensions, collection ${name} has ${collection.dimension}; choose another with --collection`,
    );
  }
  if (wanted.metric !== null && wanted.metric !== collection.metric) {
    throw new CliError(
      `CONFLICT: collection ${name} has metric ${collection.metric}, not ${wanted.metric}; choose another with --collection`,
    );
  }
}
