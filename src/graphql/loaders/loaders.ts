import DataLoader from "dataloader";

import type { CollectionRecord } from "../../runs/collection-record.js";
import type { ClusterLineage } from "../../runs/lineage-record.js";
import type { ClusteringRecord, ProjectionRecord } from "../../runs/run-record.js";
import type { ClusteringResult } from "../../services/clustering-result.js";
import type { FilterInput } from "../../services/filter-resolution.js";
import type { Layout } from "../../services/run-access.js";
import type { Services } from "../../services/services.js";
import type { DocumentFilter } from "../../store/document-filter.js";
import { createDocumentLoader, type DocumentLoader } from "./document-loader.js";
import { createExplanationLoader, type ExplanationLoader } from "./explanation-loader.js";
import { createNeighborLoader, type NeighborLoader } from "./neighbor-loader.js";
import { createPlacementLoader, type PlacementLoader } from "./placement-loader.js";
import { settled } from "./settled.js";

export interface FilterRequest {
  readonly collection: CollectionRecord;
  readonly input: FilterInput | null;
}

/** What one request has read, so that nothing is read twice and lists are read at once. */
export interface Loaders {
  readonly documents: DocumentLoader;
  readonly neighbors: NeighborLoader;
  readonly collections: DataLoader<string, CollectionRecord | null>;
  /** With the changes by others that can be noticed now; looked at once a request. */
  readonly noticed: DataLoader<CollectionRecord, CollectionRecord, string>;
  /** The same input gives the same object, by which neighbors are searched for together. */
  readonly filters: DataLoader<FilterRequest, DocumentFilter | undefined, string>;
  readonly clusterings: DataLoader<string, ClusteringRecord | null>;
  /** By collection. */
  readonly newestClusterings: DataLoader<string, ClusteringRecord | null>;
  readonly results: DataLoader<ClusteringRecord, ClusteringResult, string>;
  /** By label. */
  readonly lineages: DataLoader<ClusteringRecord, readonly ClusterLineage[], string>;
  /** By label. */
  readonly givenTitles: DataLoader<ClusteringRecord, readonly (string | null)[], string>;
  readonly explanations: ExplanationLoader;
  /** Of documents that a run has not seen. */
  readonly placements: PlacementLoader;
  readonly projections: DataLoader<string, ProjectionRecord | null>;
  /** By collection. */
  readonly newestProjections: DataLoader<string, ProjectionRecord | null>;
  readonly layouts: DataLoader<ProjectionRecord, Layout, string>;
}

export function createLoaders(services: Services, signal: AbortSignal): Loaders {
  const { collections, clusterings, projections, topics } = services;
  const documents = createDocumentLoader(services.documents);
  return {
    documents,
    neighbors: createNeighborLoader(services.neighbors, documents, signal),
    collections: onceEach((id: string) => collections.byId(id)),
    noticed: onceEach(
      (collection: CollectionRecord) => collections.noticeChanges(collection),
      ({ id }) => id,
    ),
    filters: onceEach(
      ({ collection, input }: FilterRequest) => services.documents.resolveFilter(collection, input),
      ({ collection, input }) => JSON.stringify([collection.id, input]),
    ),
    clusterings: onceEach((id: string) => clusterings.byId(id)),
    newestClusterings: onceEach((collectionId: string) => clusterings.newest(collectionId)),
    results: onceEach(
      (run: ClusteringRecord) => clusterings.result(run),
      ({ id }) => id,
    ),
    lineages: onceEach(
      (run: ClusteringRecord) => topics.lineagesOf(run),
      ({ id }) => id,
    ),
    givenTitles: onceEach(
      (run: ClusteringRecord) => topics.givenTitles(run),
      ({ id }) => id,
    ),
    explanations: createExplanationLoader(clusterings, signal),
    placements: createPlacementLoader(services.placements, signal),
    projections: onceEach((id: string) => projections.byId(id)),
    newestProjections: onceEach((collectionId: string) => projections.newest(collectionId)),
    layouts: onceEach(
      (projection: ProjectionRecord) => projections.layout(projection),
      ({ id }) => id,
    ),
  };
}

/** For what has no call that reads many at once: each is read once a request. */
function onceEach<K, V>(read: (key: K) => Promise<V>): DataLoader<K, V>;
function onceEach<K, V>(read: (key: K) => Promise<V>, cacheKeyFn: (key: K) => string): DataLoader<K, V, string>;
function onceEach<K, V>(
  read: (key: K) => Promise<V>,
  cacheKeyFn?: (key: K) => string,
): DataLoader<K, V, string> | DataLoader<K, V> {
  const readAll = (keys: readonly K[]): Promise<(V | Error)[]> => settled(keys.map(read));
  return cacheKeyFn ? new DataLoader<K, V, string>(readAll, { cacheKeyFn }) : new DataLoader<K, V>(readAll);
}
