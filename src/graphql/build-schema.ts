import "reflect-metadata";

import { createPubSub } from "@graphql-yoga/subscription";
import { defaultFieldResolver, type GraphQLSchema } from "graphql";
import { buildSchemaSync } from "type-graphql";

import { resolvers } from "../../resolvers/index.js";
import { type Context, renewLoaders } from "./context.js";

let schema: GraphQLSchema | undefined;

/** The executable schema. Built once a process: type-graphql keeps the state of a build in globals. */
export function buildGraphqlSchema(): GraphQLSchema {
  schema ??= withFreshMutations(
    buildSchemaSync({
      resolvers,
      // Inputs are checked by the services, which name the argument and its bounds.
      validate: false,
      // Subscriptions bring their own sources; type-graphql asks for one anyway.
      pubSub: createPubSub(),
    }),
  );
  return schema;
}

/** The fields of a mutation run one after the other; each reads anew what those before it may have changed. */
function withFreshMutations(built: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(built.getMutationType()?.getFields() ?? {})) {
    const { resolve = defaultFieldResolver } = field;
    field.resolve = (source, args, context: Context, info) => {
      renewLoaders(context);
      return resolve(source, args, context, info) as unknown;
    };
  }
  return built;
}
