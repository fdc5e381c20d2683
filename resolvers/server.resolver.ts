import { Ctx, FieldResolver, Int, Query, Resolver } from "type-graphql";

import { EmbeddingModel } from "../schema/embedding-model.type.js";
import { ServerInfo, StoreCapabilities, StoreHealth } from "../schema/server-info.type.js";
import type { Context } from "../src/graphql/context.js";
import { LIMITS } from "../src/services/limits.js";

@Resolver(() => ServerInfo)
export class ServerResolver {
  @Query(() => ServerInfo)
  server(@Ctx() { services: { server } }: Context): ServerInfo {
    const { version, store, embeddingModel } = server;
    return { version, store, embeddingModel: embeddingModel && EmbeddingModel.of(embeddingModel), limits: LIMITS };
  }

  @FieldResolver(() => StoreHealth, { description: "Whether the store can be used now." })
  health(@Ctx() { services }: Context): Promise<StoreHealth> {
    return services.server.health();
  }

  @FieldResolver(() => StoreCapabilities, { nullable: true, description: "Null while the store cannot be reached." })
  capabilities(@Ctx() { services }: Context): Promise<StoreCapabilities | null> {
    return services.server.capabilities();
  }

  @FieldResolver(() => Int, { description: "Runs that wait or are at work." })
  queueLength(@Ctx() { services }: Context): Promise<number> {
    return services.server.queueLength();
  }
}
