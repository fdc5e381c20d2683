import "reflect-metadata";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { pino } from "pino";
import { type Application, openApplication } from "./application.js";
import { type Config, readConfig } from "./config.js";
import { loadDemo, printLargestTopics } from "./demo.js";
import { isTopographError, isUnreachable, type TopographError } from "./errors.js";
import { createServer } from "./graphql/server.js";
import { projectRoot, projectVersion } from "./project-root.js";

export interface RunningServer {
  /** For example http://127.0.0.1:4000 */
  readonly url: string;
  readonly application: Application;
  close(): Promise<void>;
}

export interface StartOptions {
  /** Prints one line for people. */
  readonly print?: (line: string) => void;
  /** Gives the start up: what was opened is closed again, and a sample that is loading goes on at the next start. */
  readonly signal?: AbortSignal;
}

/** Starts a server by its configuration and leaves it running. */
export async function startServer(
  config: Config,
  { print = console.log, signal = new AbortController().signal }: StartOptions = {},
): Promise<RunningServer> {
  const log = pino({ level: config.logLevel }, pino.destination({ fd: 2, sync: true }));
  const application = await openApplication(config, log);
  try {
    const server = await createServer({
      services: application.services,
      logger: log,
      dashboardDirectory: join(projectRoot(), "dist/dashboard"),
    });
    const { address, family, port } = await server.listen(config.host, config.port);
    const url = `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
    const close = async (): Promise<void> => {
      await server.close();
      await application.close();
    };
    try {
      await application.resume();
      print(`Topograph ${projectVersion()}`);
      if (config.demo) await loadSample(application, print, signal);
      signal.throwIfAborted();
      await printLargestTopics({ ...application, print });
      print(`Dashboard  ${url}/`);
      print(`GraphQL    ${url}/graphql`);
      print(await storeLine(application, config));
      return { url, application, close };
    } catch (error) {
      await server.close();
      throw error;
    }
  } catch (error) {
    await application.close();
    throw error;
  }
}

/** A sample that cannot be stored is no reason not to serve what is there. */
async function loadSample(application: Application, print: (line: string) => void, signal: AbortSignal): Promise<void> {
  try {
    await loadDemo({ ...application, sampleDir: join(projectRoot(), "sample"), print, signal });
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    print(`The sample was not loaded: ${(error as TopographError).message}`);
  }
}

async function storeLine({ store }: Application, { dataDir, milvus }: Config): Promise<string> {
  const folder = relative(process.cwd(), dataDir) || ".";
  if (milvus === null) return `Embedded store in ${folder}; with MILVUS_URI new collections are kept in Milvus.`;
  const { ok, detail } = await store.health();
  return ok
    ? `Documents in ${detail} at ${milvus.uri}, runs in ${folder}.`
    : `Milvus at ${milvus.uri} does not answer (${detail}); runs in ${folder} are served, documents as soon as it does.`;
}

/** The program: starts by the environment, ends in good order on SIGTERM or SIGINT, a second one of which ends it at once. */
export async function start(): Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: RunningServer | undefined;
  const close = (): void => {
    running?.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  const stop = (): void => {
    if (signal.aborted) process.exit(1);
    stopping.abort();
    close();
  };
  process.on("SIGTERM", stop).on("SIGINT", stop);
  try {
    running = await startServer(readConfig(), { signal });
    if (signal.aborted) close();
  } catch (error) {
    if (signal.aborted) process.exit(0);
    if (!isTopographError(error)) throw error;
    console.error(`${error.code}: ${error.message}`);
    process.exitCode = 1;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await start();
