import { Field, Int, ObjectType } from "type-graphql";

import type { StoreKind as StoreKindName } from "../src/store/vector-store.js";
import { StoreKind } from "./collection.enums.js";
import { EmbeddingModel } from "./embedding-model.type.js";

@ObjectType({ simpleResolvers: true })
export class StoreHealth {
  @Field(() => Boolean)
  ok!: boolean;

  @Field(() => String)
  detail!: string;
}

@ObjectType({ simpleResolvers: true, description: "What the store is, as it said when the server connected to it." })
export class StoreCapabilities {
  @Field(() => String, { description: "For example Milvus Lite." })
  product!: string;

  @Field(() => String, { nullable: true, description: "Null where it is this server's own." })
  version!: string | null;

  @Field(() => Boolean, { description: "Values of filters travel beside the expression instead of in it." })
  filterTemplates!: boolean;

  @Field(() => Boolean, { description: "Documents keep fields of any JSON, and filters reach into them." })
  jsonFields!: boolean;

  @Field(() => Int, { nullable: true, description: "Queries that one search call takes; null: any number." })
  queriesPerCall!: number | null;
}

@ObjectType({ simpleResolvers: true, description: "What goes beyond these is refused." })
export class ServerLimits {
  @Field(() => Int, { description: "Largest `first`." })
  maxPage!: number;

  @Field(() => Int, { description: "Largest `k`." })
  maxK!: number;

  @Field(() => Int, { description: "UTF-8 bytes in a text." })
  maxTextBytes!: number;

  @Field(() => Int, { description: "Documents in one ingestDocuments." })
  maxIngestDocuments!: number;

  @Field(() => Int, { description: "Objects that one operation may ask for, as estimated before it runs." })
  maxCost!: number;
}

@ObjectType({ simpleResolvers: true, description: "What this server is and can do." })
export class ServerInfo {
  @Field(() => String)
  version!: string;

  @Field(() => StoreKind)
  store!: StoreKindName;

  @Field(() => EmbeddingModel, {
    nullable: true,
    description: "Null: texts cannot be embedded, vectors have to be given.",
  })
  embeddingModel!: EmbeddingModel | null;

  @Field(() => ServerLimits)
  limits!: ServerLimits;
}
