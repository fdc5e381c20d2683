import "reflect-metadata";

import { createPubSub } from "@graphql-yoga/subscription";
import type { GraphQLSchema } from "graphql";
import { buildSchemaSync } from "type-graphql";

import { resolvers } from "../../resolvers/index.js";

let schema: GraphQLSchema | undefined;

/** The executable schema. Built once a process: type-graphql keeps the state of a build in globals. */
export function buildGraphqlSchema(): GraphQLSchema {
  schema ??= buildSchemaSync({
    resolvers,
    // Inputs are checked by the services, which name the argument and its bounds.
    validate: false,
    // Subscriptions bring their own sources; type-graphql asks for one anyway.
    pubSub: createPubSub(),
  });
  return schema;
}
