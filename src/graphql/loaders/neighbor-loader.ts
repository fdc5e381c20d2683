import DataLoader from "dataloader";

import type { NeighborService } from "../../services/neighbor-service.js";
import type { Document } from "../../store/document.js";
import type { DocumentFilter } from "../../store/document-filter.js";
import type { SearchHit } from "../../store/vector-store.js";
import type { DocumentLoader, DocumentRef } from "./document-loader.js";
import { settled } from "./settled.js";

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
    (requests) => {
      const searches = new Map<NeighborRequest, Promise<Map<string, readonly SearchHit[]>>>();
      for (const group of groupsOf(requests)) {
        const search = searchForGroup(neighbors, group, signal);
        for (const request of group) searches.set(request, search);
      }
      return settled(
        requests.map(async (request) => {
          const hits = (await searches.get(request))?.get(request.key) ?? [];
          return withDocuments(hits.slice(0, request.k), request.collectionId, documents);
        }),
      );
    },
    { cache: false },
  );
}

/** The nearest of each key asked for. */
async function searchForGroup(
  neighbors: Pick<NeighborService, "ofDocuments">,
  group: readonly [NeighborRequest, ...NeighborRequest[]],
  signal: AbortSignal,
): Promise<Map<string, readonly SearchHit[]>> {
  const [{ collectionId, filter }] = group;
  // The k nearest begin with the k' < k nearest, so the largest k serves all.
  const k = Math.max(...group.map((request) => request.k));
  const keys = [...new Set(group.map(({ key }) => key))];
  const lists = await neighbors.ofDocuments(collectionId, keys, k, filter, signal);
  return new Map(keys.map((key, at) => [key, lists[at] ?? []]));
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
