import { Arg, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from "type-graphql";

import { AttachCollectionInput } from "../schema/attach-collection.input.js";
import { Clustering, ClusteringConnection } from "../schema/clustering.type.js";
import { Collection, CollectionConnection } from "../schema/collection.type.js";
import type { Connection } from "../schema/connection.type.js";
import { CreateCollectionInput } from "../schema/create-collection.input.js";
import { DocumentFilter } from "../schema/document-filter.input.js";
import { type Document, DocumentConnection } from "../schema/document.type.js";
import { EmbeddingModel } from "../schema/embedding-model.type.js";
import { Projection } from "../schema/projection.type.js";
import type { Context } from "../src/graphql/context.js";
import type { CollectionRecord } from "../src/runs/collection-record.js";
import { DEFAULT_COLLECTION } from "../src/services/collection-service.js";
import { ArgWithDefault } from "./arg-with-default.js";
import { toConnection } from "./connection.js";
import { documentConnection } from "./document-connection.js";
import { collectionByName } from "./look-up.js";
import { clusteringConnection } from "./run-connection.js";

@Resolver(() => Collection)
export class CollectionResolver {
  @Query(() => CollectionConnection, { description: "All collections, by name." })
  collections(
    @ArgWithDefault("first", () => Int, 20, "1 to 100.") first: number,
    @Arg("after", () => String, { nullable: true }) after: string | null | undefined,
    @Ctx() { services }: Context,
  ): Promise<Connection<Collection>> {
    return toConnection<CollectionRecord, Collection>(
      { first, after },
      {
        list: ["collections"],
        kinds: ["string"],
        read: (limit, position) =>
          services.collections.list(position ? { limit, after: position[0] as string } : { limit }),
        positionOf: ({ name }) => [name],
        toNode: (record) => new Collection(record),
        count: () => services.collections.count(),
      },
    );
  }

  @Query(() => Collection, { nullable: true, description: "Null where there is none of this name." })
  async collection(
    @Arg("name", () => String, { defaultValue: DEFAULT_COLLECTION }) name: string,
    @Ctx() context: Context,
  ): Promise<Collection | null> {
    const record = await collectionByName(name, context);
    return record && new Collection(record);
  }

  @Mutation(() => Collection, { description: "Fails with CONFLICT where the name is taken." })
  async createCollection(
    @Arg("input", () => CreateCollectionInput) input: CreateCollectionInput,
    @Ctx() { services }: Context,
  ): Promise<Collection> {
    return new Collection(await services.collections.create(input));
  }

  @Mutation(() => Collection, {
    description:
      "Makes a collection that others keep in Milvus readable as it is. It is never written to. STORE_NOT_CONFIGURED without MILVUS_URI.",
  })
  async attachCollection(
    @Arg("input", () => AttachCollectionInput) input: AttachCollectionInput,
    @Ctx() { services }: Context,
  ): Promise<Collection> {
    return new Collection(await services.collections.attach(input));
  }

  @Mutation(() => Boolean, {
    description:
      "Removes a collection with its documents, runs and maps; an attached one is forgotten with its runs and maps, and stays in Milvus. Always true, or an error.",
  })
  async dropCollection(@Arg("name", () => String) name: string, @Ctx() { services }: Context): Promise<boolean> {
    await services.collections.drop(name);
    return true;
  }

  @FieldResolver(() => Int, {
    description:
      "Grows with each acknowledged write, and where others are seen to have changed an attached collection; tells staleness only.",
  })
  async revision(@Root() { record }: Collection, @Ctx() { loaders }: Context): Promise<number> {
    return (await loaders.noticed.load(record)).revision;
  }

  @FieldResolver(() => EmbeddingModel, {
    nullable: true,
    description: "What embeds its texts; null where vectors come from outside.",
  })
  model(@Root() { record }: Collection, @Ctx() { services }: Context): EmbeddingModel | null {
    return record.model && new EmbeddingModel(record.model, services.server.languagesOf(record.model));
  }

  @FieldResolver(() => Int, { nullable: true, description: "Null, with an error, while the store cannot be reached." })
  documentCount(@Root() { record }: Collection, @Ctx() { services }: Context): Promise<number> {
    return services.documents.count(record.id);
  }

  @FieldResolver(() => DocumentConnection, {
    nullable: true,
    description:
      "In the order of the keys: by their UTF-8 bytes, or by value where they are the numbers of an attached collection. " +
      "Null, with an error, while the store cannot be reached.",
  })
  documents(
    @Root() { record }: Collection,
    @ArgWithDefault("first", () => Int, 20, "1 to 100.") first: number,
    @Arg("after", () => String, { nullable: true }) after: string | null | undefined,
    @Arg("filter", () => DocumentFilter, { nullable: true }) filter: DocumentFilter | null | undefined,
    @Ctx() context: Context,
  ): Promise<Connection<Document>> {
    return documentConnection(record, { first, after }, filter, context);
  }

  @FieldResolver(() => ClusteringConnection, { description: "All runs, newest first, whatever became of them." })
  clusterings(
    @Root() { record }: Collection,
    @ArgWithDefault("first", () => Int, 20, "1 to 100.") first: number,
    @Arg("after", () => String, { nullable: true }) after: string | null | undefined,
    @Ctx() context: Context,
  ): Promise<Connection<Clustering>> {
    return clusteringConnection(record.id, { first, after }, context);
  }

  @FieldResolver(() => Clustering, { nullable: true, description: "The newest run that succeeded." })
  async clustering(@Root() { record }: Collection, @Ctx() { loaders }: Context): Promise<Clustering | null> {
    const run = await loaders.newestClusterings.load(record.id);
    return run && new Clustering(run);
  }

  @FieldResolver(() => Projection, { nullable: true, description: "The newest map that is ready." })
  async projection(@Root() { record }: Collection, @Ctx() { loaders }: Context): Promise<Projection | null> {
    const projection = await loaders.newestProjections.load(record.id);
    return projection && new Projection(projection);
  }
}
