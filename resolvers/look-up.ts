import { Cluster } from "../schema/cluster.type.js";
import { TopographError } from "../src/errors.js";
import type { Context } from "../src/graphql/context.js";
import { type GlobalId, parseIdOf } from "../src/graphql/global-id.js";
import type { CollectionRecord } from "../src/runs/collection-record.js";
import type { ClusteringRecord, ProjectionRecord } from "../src/runs/run-record.js";

type ClusterId = Extract<GlobalId, { type: "Cluster" }>;

export async function findClustering(id: string, { loaders }: Context): Promise<ClusteringRecord | null> {
  const parsed = parseIdOf("Clustering", id);
  return parsed && loaders.clusterings.load(parsed.runId);
}

/** @throws TopographError NOT_FOUND */
export async function requireClustering(id: string, context: Context): Promise<ClusteringRecord> {
  return (await findClustering(id, context)) ?? refuse("Clustering", id);
}

/** @throws TopographError NOT_FOUND where the collection has no run that succeeded */
export async function requireNewest({ id, name }: CollectionRecord, { loaders }: Context): Promise<ClusteringRecord> {
  const run = await loaders.newestClusterings.load(id);
  if (run) return run;
  throw new TopographError("NOT_FOUND", `Collection ${name} has no finished run; recluster makes one.`, {
    kind: "Clustering",
  });
}

export async function findProjection(id: string, { loaders }: Context): Promise<ProjectionRecord | null> {
  const parsed = parseIdOf("Projection", id);
  return parsed && loaders.projections.load(parsed.projectionId);
}

/** @throws TopographError NOT_FOUND */
export async function requireProjection(id: string, context: Context): Promise<ProjectionRecord> {
  return (await findProjection(id, context)) ?? refuse("Projection", id);
}

/** Null unless the run has succeeded and has a cluster with this label. */
export async function findCluster({ runId, label }: ClusterId, { loaders }: Context): Promise<Cluster | null> {
  const run = await loaders.clusterings.load(runId);
  if (run?.status !== "SUCCEEDED") return null;
  const result = await loaders.results.load(run);
  const info = result.clusters[label];
  return info ? new Cluster(run, result, info) : null;
}

/** @throws TopographError NOT_FOUND where it was dropped since its documents or runs were read */
export async function requireCollection(collectionId: string, { loaders }: Context): Promise<CollectionRecord> {
  return (await loaders.collections.load(collectionId)) ?? refuse("Collection", collectionId);
}

/** By name; what it finds need not be read again in this request. */
export async function collectionByName(name: string, context: Context): Promise<CollectionRecord | null> {
  const collection = await context.services.collections.byName(name);
  if (collection) context.loaders.collections.prime(collection.id, collection);
  return collection;
}

/** @throws TopographError NOT_FOUND */
export async function requireCollectionByName(name: string, context: Context): Promise<CollectionRecord> {
  const collection = await context.services.collections.require(name);
  context.loaders.collections.prime(collection.id, collection);
  return collection;
}

/** @throws TopographError BAD_USER_INPUT where an id given as an argument is of another collection than what is asked */
export function requireSameCollection(argument: string, actual: string, expected: string): void {
  if (actual === expected) return;
  throw new TopographError("BAD_USER_INPUT", `${argument}: expected one of the same collection, got one of another.`, {
    argument,
  });
}

/** Ends a look-up that had to find something. */
export function refuse(kind: GlobalId["type"], id: string): never {
  throw new TopographError("NOT_FOUND", `There is no ${kind} with this id.`, { kind, id: id.slice(0, 200) });
}
