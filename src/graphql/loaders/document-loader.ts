import DataLoader from "dataloader";

import type { DocumentService } from "../../services/document-service.js";
import type { Document } from "../../store/document.js";
import { settled } from "./settled.js";

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
      const pages = new Map(
        Array.from(keysOf, ([collectionId, keys]) => [collectionId, documentsByKey(documents, collectionId, keys)]),
      );
      return settled(refs.map(async ({ collectionId, key }) => (await pages.get(collectionId))?.get(key) ?? null));
    },
    { cacheKeyFn: cacheKey },
  );
}

async function documentsByKey(
  documents: Pick<DocumentService, "get">,
  collectionId: string,
  keys: readonly string[],
): Promise<Map<string, Document | null>> {
  const found = await documents.get(collectionId, keys);
  return new Map(keys.map((key, at) => [key, found[at] ?? null]));
}

function cacheKey({ collectionId, key }: DocumentRef): string {
  return `${collectionId}:${key}`;
}
