import type { Server } from "node:http";

import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import { ApolloServerPluginLandingPageDisabled } from "@apollo/server/plugin/disabled";
import { ApolloServerPluginDrainHttpServer } from "@apollo/server/plugin/drainHttpServer";
import type { GraphQLSchema } from "graphql";
import type { Logger } from "pino";

import { toClientError } from "./client-error.js";
import type { Context } from "./context.js";
import { checkOperation, OPERATION_LIMITS } from "./operation-limits.js";

export interface ApolloDeps {
  readonly schema: GraphQLSchema;
  readonly httpServer: Server;
  readonly logger: Logger;
  /** Closes the WebSockets. */
  readonly closeSockets: () => Promise<void>;
}

const DRAIN_MS = 8000;

/** GraphQL over HTTP. What is refused here is refused over WebSocket too: see websocket-server.ts. */
export function createApolloServer({ schema, httpServer, logger, closeSockets }: ApolloDeps): ApolloServer<Context> {
  const { maxTokens, maxValidationErrors, maxCoercionErrors } = OPERATION_LIMITS;
  return new ApolloServer<Context>({
    schema,
    logger: logger.child({}, { level: "warn" }),
    introspection: true,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens },
    validationOptions: { maxErrors: maxValidationErrors },
    executionOptions: { maxCoercionErrors },
    maxRecursiveSelections: true,
    formatError: (_formatted, error) => toClientError(error, logger),
    plugins: [
      limitsPlugin(schema),
      ApolloServerPluginLandingPageDisabled(),
      { serverWillStart: () => Promise.resolve({ drainServer: closeSockets }) },
      ApolloServerPluginDrainHttpServer({ httpServer, stopGracePeriodMillis: DRAIN_MS }),
    ],
  });
}

function limitsPlugin(schema: GraphQLSchema): ApolloServerPlugin<Context> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ document, operation, request }) {
          const refusal = operation && checkOperation(schema, document, operation, request.variables);
          return refusal ? Promise.reject(refusal) : Promise.resolve();
        },
      }),
  };
}
