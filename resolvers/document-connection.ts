import type { Connection } from "../schema/connection.type.js";
import type { DocumentFilter } from "../schema/document-filter.input.js";
import { Document } from "../schema/document.type.js";
import type { Context } from "../src/graphql/context.js";
import type { CollectionRecord } from "../src/runs/collection-record.js";
import type { Document as StoredDocument } from "../src/store/document.js";
import { type PageArgs, toConnection } from "./connection.js";
import { readFilter } from "./filter-input.js";

/** Documents of a collection in the order of their keys. */
export async function documentConnection(
  collection: CollectionRecord,
  args: PageArgs,
  input: DocumentFilter | null | undefined,
  context: Context,
): Promise<Connection<Document>> {
  const { services, loaders } = context;
  const filter = await readFilter(input, collection, context);
  const filtered = filter ? { filter } : {};
  return toConnection<StoredDocument, Document>(args, {
    list: ["documents", collection.id],
    kinds: ["string"],
    read: (limit, after) => {
      const rest = after ? { after: after[0] as string } : {};
      return services.documents.page(collection.id, { limit, ...rest, ...filtered });
    },
    positionOf: ({ key }) => [key],
    toNode: (document) => {
      loaders.documents.prime({ collectionId: collection.id, key: document.key }, document);
      return new Document(collection.id, document);
    },
    count: () => services.documents.count(collection.id, filter),
  });
}
