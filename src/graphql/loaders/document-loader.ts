import DataLoader from "dataloader";

import type { DocumentService } from "../../services/document-service.js";
import type { Document } from "../../store/document.js";

export interface DocumentRef {
  readonly collectionId: string;
  readonly key: string;
}

export type DocumentLoader = DataLoader<DocumentRef, Document | null, string>;

/** One fetch a collection for all documents asked for in a turn. */
export function createDocumentLoader(documents: Pick<DocumentService, "get">): DocumentLoader {
  return new DataLoader<DocumentRef, Document | null, string>(
    async (refs) => {
      const keysOf = new Map<string, string[]>();
      for (const { collectionId, key } of refs) {
        const keys = keysOf.get(collectionId);
        if (keys) keys.push(key);
        else keysOf.set(collectionId, [key]);
      }
      const found = new Map<string, Document | null>();
      await Promise.all(
        Array.from(keysOf, async ([collectionId, keys]) => {
          const page = await documents.get(collectionId, keys);
          keys.forEach((key, at) => found.set(cacheKey({ collectionId, key }), page[at] ?? null));
        }),
      );
      return refs.map((ref) => found.get(cacheKey(ref)) ?? null);
    },
    { cacheKeyFn: cacheKey },
  );
}

function cacheKey({ collectionId, key }: DocumentRef): string {
  return `${collectionId}:${key}`;
}
