import type { Logger } from "pino";
import type { Embedder } from "../embedding/embedder.js";
import type { ChangeEvents } from "../pipeline/change-events.js";
import type { CollectionLocks } from "../runs/collection-locks.js";
import type { RunStore } from "../runs/run-store.js";
import type { WatchStore } from "../runs/watch-store.js";
import type { VectorStore } from "../store/vector-store.js";
import { CollectionService } from "./collection-service.js";
import { DocumentService } from "./document-service.js";
import { IngestService } from "./ingest-service.js";
import { NeighborService } from "./neighbor-service.js";
import type { StagePool } from "../pipeline/stage-pool.js";
import { MapPictureService } from "./map-picture-service.js";
import { PlacementService } from "./placement-service.js";
import type { ClusteringAccess, ProjectionAccess } from "./run-access.js";
import { ServerService } from "./server-service.js";
import type { TopicService } from "./topic-service.js";
import { WatchService } from "./watch-service.js";

/** The rules of the domain, one service a noun: all that the API stands on. */
export interface Services {
  readonly collections: CollectionService;
  readonly documents: DocumentService;
  readonly ingest: IngestService;
  readonly neighbors: NeighborService;
  readonly clusterings: ClusteringAccess;
  readonly projections: ProjectionAccess;
  readonly topics: TopicService;
  readonly watches: WatchService;
  readonly pictures: MapPictureService;
  readonly placements: PlacementService;
  readonly server: ServerService;
}

export interface ServicesDeps {
  readonly version: string;
  readonly store: VectorStore;
  readonly runs: RunStore;
  /** The same object that the pipeline takes its snapshots under. */
  readonly locks: CollectionLocks;
  /** Null: the server runs no model and takes vectors only. */
  readonly embedder: Embedder | null;
  readonly clusterings: ClusteringAccess;
  readonly projections: ProjectionAccess;
  readonly topics: TopicService;
  readonly watches: WatchStore;
  /** The same object that the pipeline tells of its runs. */
  readonly collectionEvents: ChangeEvents;
  readonly log: Pick<Logger, "warn">;
  /** Draws pictures; one that no layout waits for. */
  readonly recutPool: StagePool;
}

export function createServices(deps: ServicesDeps): Services {
  const { clusterings, projections, topics, recutPool } = deps;
  const collections = new CollectionService({
    ...deps,
    cancelRun: (id) => clusterings.cancel(id),
    sweep: () => clusterings.sweep(),
  });
  return {
    collections,
    documents: new DocumentService(deps),
    ingest: new IngestService({ ...deps, collections }),
    neighbors: new NeighborService(deps),
    clusterings,
    projections,
    topics,
    watches: new WatchService(deps),
    pictures: new MapPictureService({ ...deps, pool: recutPool }),
    placements: new PlacementService(deps),
    server: new ServerService(deps),
  };
}
