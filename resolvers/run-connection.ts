import { Clustering } from "../schema/clustering.type.js";
import type { Connection } from "../schema/connection.type.js";
import { Projection } from "../schema/projection.type.js";
import type { Context } from "../src/graphql/context.js";
import type { Position } from "../src/graphql/cursor.js";
import type { ClusteringRecord, ProjectionRecord } from "../src/runs/run-record.js";
import type { RunPage } from "../src/runs/run-store.js";
import { type PageArgs, toConnection } from "./connection.js";

/** Runs of a collection, newest first. */
export function clusteringConnection(
  collectionId: string,
  args: PageArgs,
  { services }: Context,
): Promise<Connection<Clustering>> {
  return toConnection<ClusteringRecord, Clustering>(args, {
    list: ["clusterings", collectionId],
    kinds: ["number", "string"],
    read: (limit, after) => services.clusterings.list(collectionId, runPage(limit, after)),
    positionOf: ({ requestedAt, id }) => [requestedAt, id],
    toNode: (run) => new Clustering(run),
    count: () => services.clusterings.count(collectionId),
  });
}

/** Layouts of a collection, newest first. */
export function projectionConnection(
  collectionId: string,
  args: PageArgs,
  { services }: Context,
): Promise<Connection<Projection>> {
  return toConnection<ProjectionRecord, Projection>(args, {
    list: ["projections", collectionId],
    kinds: ["number", "string"],
    read: (limit, after) => services.projections.list(collectionId, runPage(limit, after)),
    positionOf: ({ createdAt, id }) => [createdAt, id],
    toNode: (projection) => new Projection(projection),
    count: () => services.projections.count(collectionId),
  });
}

function runPage(limit: number, after: Position | null): RunPage {
  return after ? { limit, after: { time: after[0] as number, id: after[1] as string } } : { limit };
}
