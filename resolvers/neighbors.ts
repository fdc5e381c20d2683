import { Document } from "../schema/document.type.js";
import type { Neighbor } from "../schema/neighbor.type.js";
import type { NeighborHit } from "../src/graphql/loaders/neighbor-loader.js";
import type { CollectionRecord } from "../src/runs/collection-record.js";
import { similarity } from "../src/services/neighbor-service.js";

export function toNeighbors(hits: readonly NeighborHit[], { id, metric }: CollectionRecord): Neighbor[] {
  return hits.map(({ document, rank, distance }) => ({
    document: new Document(id, document),
    rank,
    distance,
    similarity: similarity(metric, distance),
  }));
}
