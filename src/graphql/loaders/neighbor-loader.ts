import DataLoader from "dataloader";

import type { NeighborService } from "../../services/neighbor-service.js";
import type { Document } from "../../store/document.js";
import type { DocumentFilter } from "../../store/document-filter.js";
import type { SearchHit } from "../../store/vector-store.js";
import type { DocumentLoader, DocumentRef } from "./document-loader.js";

export interface NeighborRequest extends DocumentRef {
  readonly k: number;
  /** Requests with the same object are searched for together. */
  readonly filter: DocumentFilter | undefined;
}

export interface NeighborHit {
  readonly document: Document;
  readonly rank: number;
  readonly distance: number;
}

export type NeighborLoader = DataLoader<NeighborRequest, NeighborHit[]>;

/** One search for all documents that ask for neighbors with the same filter in a turn, and one fetch of what it finds. */
export function createNeighborLoader(
  neighbors: Pick<NeighborService, "ofDocuments">,
  documents: DocumentLoader,
  signal: AbortSignal,
): NeighborLoader {
  return new DataLoader<NeighborRequest, NeighborHit[]>(
    async (requests) => {
      const hits = new Map<NeighborRequest, readonly SearchHit[]>();
      await Promise.all(
        groupsOf(requests).map(async (group) => {
          const [first] = group;
          // The k nearest begin with the k' < k nearest, so the largest k serves all.
          const k = Math.max(...group.map((request) => request.k));
          const keys = [...new Set(group.map(({ key }) => key))];
          const lists = await neighbors.ofDocuments(first.collectionId, keys, k, first.filter, signal);
          const listOf = new Map(keys.map((key, at) => [key, lists[at] ?? []]));
          for (const request of group) hits.set(request, (listOf.get(request.key) ?? []).slice(0, request.k));
        }),
      );
      return Promise.all(
        requests.map((request) => withDocuments(hits.get(request) ?? [], request.collectionId, documents)),
      );
    },
    { cache: false },
  );
}

/** Hits whose document was deleted since the search are left out. */
export async function withDocuments(
  hits: readonly SearchHit[],
  collectionId: string,
  documents: DocumentLoader,
): Promise<NeighborHit[]> {
  const found = await Promise.all(hits.map(({ key }) => documents.load({ collectionId, key })));
  const present = hits.flatMap(({ distance }, at) => {
    const document = found[at];
    return document ? [{ document, distance }] : [];
  });
  return present.map((hit, at) => ({ ...hit, rank: at + 1 }));
}

function groupsOf(requests: readonly NeighborRequest[]): [NeighborRequest, ...NeighborRequest[]][] {
  const groups: [NeighborRequest, ...NeighborRequest[]][] = [];
  const groupOf = new Map<string, Map<DocumentFilter | undefined, [NeighborRequest, ...NeighborRequest[]]>>();
  for (const request of requests) {
    const ofCollection = groupOf.get(request.collectionId) ?? new Map();
    groupOf.set(request.collectionId, ofCollection);
    const group = ofCollection.get(request.filter);
    if (group) {
      group.push(request);
    } else {
      const started: [NeighborRequest, ...NeighborRequest[]] = [request];
      ofCollection.set(request.filter, started);
      groups.push(started);
    }
  }
  return groups;
}
