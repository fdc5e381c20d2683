import type { DocumentFilter as DocumentFilterInput } from "../schema/document-filter.input.js";
import type { Context } from "../src/graphql/context.js";
import { parseIdOf } from "../src/graphql/global-id.js";
import type { CollectionRecord } from "../src/runs/collection-record.js";
import type { DocumentFilter } from "../src/store/document-filter.js";
import { refuse } from "./look-up.js";

/** The filter as the store takes it; undefined where there is nothing to filter by. */
export async function readFilter(
  input: DocumentFilterInput | null | undefined,
  collection: CollectionRecord,
  { loaders }: Context,
): Promise<DocumentFilter | undefined> {
  if (!input) return undefined;
  const { cluster: id, ...rest } = input;
  if (id === null || id === undefined) return loaders.filters.load({ collection, input: rest });
  const cluster = parseIdOf("Cluster", id) ?? refuse("Cluster", id);
  return loaders.filters.load({ collection, input: { ...rest, cluster } });
}
