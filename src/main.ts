import "reflect-metadata";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { pino } from "pino";
import { type Application, openApplication } from "./application.js";
import { type Config, readConfig } from "./config.js";
import { loadDemo, printLargestTopics } from "./demo.js";
import { isTopographError } from "./errors.js";
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
}

/** Starts a server by its configuration and leaves it running. */
export async function startServer(config: Config, { print = console.log }: StartOptions = {}): Promise<RunningServer> {
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
      if (config.demo) await loadDemo({ ...application, sampleDir: join(projectRoot(), "sample"), print });
      await printLargestTopics({ ...application, print });
      print(`Dashboard  ${url}/`);
      print(`GraphQL    ${url}/graphql`);
      print(
        `Embedded store in ${relative(process.cwd(), config.dataDir) || "."}; ` +
          "this version keeps vectors there, MILVUS_URI will name a Milvus server in the next.",
      );
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

/** The program: starts by the environment, ends in good order on SIGTERM or SIGINT. */
export async function start(): Promise<void> {
  let running: RunningServer;
  try {
    running = await startServer(readConfig());
  } catch (error) {
    if (!isTopographError(error)) throw error;
    console.error(`${error.code}: ${error.message}`);
    process.exitCode = 1;
    return;
  }
  let closing = false;
  const stop = (): void => {
    if (closing) process.exit(1);
    closing = true;
    running.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", stop).on("SIGINT", stop);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await start();
