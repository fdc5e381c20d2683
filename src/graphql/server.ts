import { createServer as createHttpServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import type { ApolloServer } from "@apollo/server";
import { expressMiddleware } from "@as-integrations/express5";
import express, { type Express } from "express";
import type { Logger } from "pino";

import { TopographError } from "../errors.js";
import type { Services } from "../services/services.js";
import { createApolloServer } from "./apollo-server.js";
import { buildGraphqlSchema } from "./build-schema.js";
import { type Context, createContext } from "./context.js";
import { dashboardPages } from "./dashboard-page.js";
import { graphiqlFiles, graphiqlPage } from "./graphiql-page.js";
import { HostNames, requireOwnName } from "./host-names.js";
import { jsonErrors, notFound, requireJson } from "./http-errors.js";
import { mapPictures } from "./map-picture.js";
import { RunningRequests } from "./running-requests.js";
import { securityHeaders } from "./security-headers.js";
import { serveWebSockets } from "./websocket-server.js";

export interface ServerDeps {
  readonly services: Services;
  readonly logger: Logger;
  /** Folder of the built dashboard; need not exist. */
  readonly dashboardDirectory: string;
}

export interface ApiServer {
  /** Port 0 takes any free one. Rejects PORT_IN_USE. */
  listen(host: string, port: number): Promise<AddressInfo>;
  /** Ends subscriptions with a code on which clients come back, lets short requests finish and cancels others, then closes. */
  close(): Promise<void>;
}

/** What a request gets to finish in when the server closes, before it is cancelled. */
const PATIENCE_MS = 1000;
const GRAPHQL_PATH = "/graphql";
/** Room for some thousand documents with vectors. */
export const MAX_BODY_BYTES = 64 * 1024 * 1024;

export function createServer(deps: ServerDeps): ApiServer {
  const { services, logger } = deps;
  const schema = buildGraphqlSchema();
  const httpServer = createHttpServer({ requestTimeout: 120_000, headersTimeout: 20_000, keepAliveTimeout: 10_000 });
  const names = new HostNames();
  const requests = new RunningRequests();
  const closeSockets = serveWebSockets({ schema, httpServer, path: GRAPHQL_PATH, services, logger, names });
  const apollo = createApolloServer({ schema, httpServer, logger, closeSockets });
  let started: Promise<void> | undefined;
  const start = async (): Promise<void> => {
    await apollo.start();
    httpServer.on("request", createApp(deps, apollo, names, requests));
  };
  return {
    async listen(host, port) {
      started ??= start();
      await started;
      return listen(httpServer, host, port, names);
    },
    async close() {
      await started;
      const impatience = setTimeout(() => requests.cancel(), PATIENCE_MS);
      await apollo.stop().finally(() => clearTimeout(impatience));
    },
  };
}

function createApp(
  { services, logger, dashboardDirectory }: ServerDeps,
  apollo: ApolloServer<Context>,
  names: HostNames,
  requests: RunningRequests,
): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(securityHeaders);
  app.use(requireOwnName(names));
  serveHealth(app, services);
  app.use("/graphiql", graphiqlFiles());
  app.use(
    GRAPHQL_PATH,
    graphiqlPage,
    express.json({ limit: MAX_BODY_BYTES }),
    requireJson,
    expressMiddleware(apollo, { context: ({ res }) => Promise.resolve(createContext(services, requests.begin(res))) }),
  );
  app.use(mapPictures(services.pictures, requests, logger));
  app.use(dashboardPages(dashboardDirectory));
  app.use(notFound);
  app.use(jsonErrors(logger));
  return app;
}

function serveHealth(app: Express, services: Services): void {
  app.get("/healthz", async (_request, response) => {
    const { ok, detail } = await services.server.health();
    response.status(ok ? 200 : 503).json({ status: ok ? "ok" : "unavailable", detail });
  });
}

function listen(server: Server, host: string, port: number, names: HostNames): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      reject(toListenError(error, host, port));
    };
    server.once("error", fail);
    server.listen(port, host, () => {
      server.off("error", fail);
      const address = server.address() as AddressInfo;
      names.listensOn(address.address);
      resolve(address);
    });
  });
}

function toListenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const options = { cause: error };
  switch (error.code) {
    case "EADDRINUSE":
      return new TopographError(
        "PORT_IN_USE",
        `Another process listens on port ${port} of ${host}; stop it, or set PORT to another port.`,
        { host, port },
        options,
      );
    case "EACCES":
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new TopographError(
        "INVALID_CONFIGURATION",
        `This process may not listen on port ${port} of ${host}; set HOST and PORT to an address of this machine.`,
        { host, port },
        options,
      );
    default:
      return error;
  }
}
