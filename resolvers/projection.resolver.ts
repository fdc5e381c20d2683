import { Arg, Ctx, FieldResolver, Float, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";

import { ColumnEncoding, type ColumnEncodingName } from "../schema/clustering.enums.js";
import { Clustering } from "../schema/clustering.type.js";
import { Collection } from "../schema/collection.type.js";
import type { Connection } from "../schema/connection.type.js";
import { Projection, ProjectionColumns, ProjectionConnection } from "../schema/projection.type.js";
import type { Context } from "../src/graphql/context.js";
import type { ClusteringRecord } from "../src/runs/run-record.js";
import { DEFAULT_COLLECTION } from "../src/services/collection-service.js";
import { ArgWithDefault } from "./arg-with-default.js";
import {
  collectionByName,
  findProjection,
  refuse,
  requireClustering,
  requireCollection,
  requireCollectionByName,
  requireProjection,
  requireSameCollection,
} from "./look-up.js";
import { projectionColumns } from "./projection-columns.js";
import { projectionConnection } from "./run-connection.js";
import { COLUMNS_COST } from "./weights.js";

@Resolver(() => Projection)
export class ProjectionResolver {
  @Query(() => ProjectionConnection, { description: "All maps of a collection, newest first." })
  async projections(
    @Arg("collection", () => String, { defaultValue: DEFAULT_COLLECTION }) name: string,
    @ArgWithDefault("first", () => Int, 20, "1 to 100.") first: number,
    @Arg("after", () => String, { nullable: true }) after: string | null | undefined,
    @Ctx() context: Context,
  ): Promise<Connection<Projection>> {
    const { id } = await requireCollectionByName(name, context);
    return projectionConnection(id, { first, after }, context);
  }

  @Query(() => Projection, { nullable: true, description: "By id, else the collection's newest that is ready." })
  async projection(
    @Arg("id", () => ID, { nullable: true }) id: string | null | undefined,
    @ArgWithDefault("collection", () => String, DEFAULT_COLLECTION) name: string,
    @Ctx() context: Context,
  ): Promise<Projection | null> {
    const projection = id ? await findProjection(id, context) : await newestOf(name, context);
    return projection && new Projection(projection);
  }

  @FieldResolver(() => Collection)
  async collection(@Root() { record }: Projection, @Ctx() context: Context): Promise<Collection> {
    return new Collection(await requireCollection(record.collectionId, context));
  }

  @FieldResolver(() => Clustering, {
    nullable: true,
    description: "The run it was asked through, else the first that uses it; null where that was deleted.",
  })
  async clustering(@Root() projection: Projection, @Ctx() context: Context): Promise<Clustering | null> {
    const run = await ownClustering(projection, context);
    return run && new Clustering(run);
  }

  @FieldResolver(() => Float, {
    nullable: true,
    complexity: COLUMNS_COST,
    description:
      "How far the 15 nearest on the map are near in truth, 1 at best: on a sample of at most 1,000 documents. null until the map is ready, and for fewer than 32 documents.",
  })
  async trustworthiness(@Root() { record }: Projection, @Ctx() { loaders }: Context): Promise<number | null> {
    return record.status === "SUCCEEDED" ? (await loaders.layouts.load(record)).trustworthiness : null;
  }

  @Mutation(() => Boolean, {
    description:
      "Removes a map; runs that showed it show none from then on. CONFLICT while it is being drawn. Always true, or an error.",
  })
  async deleteProjection(@Arg("id", () => ID) id: string, @Ctx() context: Context): Promise<boolean> {
    const projection = await requireProjection(id, context);
    return (await context.services.projections.remove(projection.id)) || refuse("Projection", id);
  }

  @FieldResolver(() => ProjectionColumns, {
    complexity: COLUMNS_COST,
    description: "Places and labels of all documents, as columns. RUN_NOT_FINISHED until the map is ready.",
  })
  async columns(
    @Root() projection: Projection,
    @Arg("clustering", () => ID, { nullable: true, description: "Whose labels; by default those of `clustering`." })
    id: string | null | undefined,
    @ArgWithDefault("encoding", () => ColumnEncoding, ColumnEncoding.JSON) encoding: ColumnEncodingName,
    @Ctx() context: Context,
  ): Promise<ProjectionColumns> {
    const { loaders } = context;
    const { record } = projection;
    const run = id ? await requireClustering(id, context) : await ownClustering(projection, context);
    if (run) requireSameCollection("clustering", run.collectionId, record.collectionId);
    const layout = await loaders.layouts.load(record);
    return projectionColumns(record.collectionId, layout, run && (await loaders.results.load(run)), encoding);
  }
}

async function ownClustering(
  { record, askedThrough }: Projection,
  { loaders }: Context,
): Promise<ClusteringRecord | null> {
  return loaders.clusterings.load(askedThrough ?? record.clusteringId);
}

async function newestOf(name: string, context: Context) {
  const collection = await collectionByName(name, context);
  return collection && context.loaders.newestProjections.load(collection.id);
}
