import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { type Client, createClient } from "graphql-ws";
import { afterAll } from "vitest";
import WebSocket from "ws";

import { POOLING_CONFIG, writeToyModel } from "../embedding/fixtures/toy-model.js";
import type { Data } from "./api-harness.js";

const ENTRIES = {
  program: fileURLToPath(new URL("../../src/main.ts", import.meta.url)),
  command: fileURLToPath(new URL("./serve-command.ts", import.meta.url)),
};
const MODEL = "toy/process";
const folder = mkdtempSync(join(tmpdir(), "topograph-process-"));
const children = new Set<ChildProcess>();

await writeToyModel(join(folder, "models", MODEL), { pooling: POOLING_CONFIG.mean });
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A new place for a data directory; it need not be there yet, and goes with the test file. */
export function newDataDir(): string {
  return join(mkdtempSync(join(folder, "data-")), "store");
}

/** The whole program in a process of its own, with a toy model, on a free port, and without the sample. */
export class ServerProcess {
  readonly #output = { stdout: "", stderr: "" };
  readonly #ended: Promise<Ended>;

  private constructor(private readonly child: ChildProcess) {
    children.add(child);
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (this.#output.stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#output.stderr += text));
    this.#ended = once(child, "close").then(([code]) => {
      children.delete(child);
      return { code: code as number | null, ...this.#output };
    });
  }

  /** Resolves when it serves. */
  static async start(dataDir: string, environment: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
    const server = ServerProcess.#spawn(dataDir, environment);
    while (!server.#output.stdout.includes("GraphQL ")) {
      const ended = await Promise.race([server.#ended, once(server.child.stdout!, "data").then(() => null)]);
      if (ended) throw new Error(`the server ended: ${JSON.stringify(ended)}`);
    }
    return server;
  }

  /** Starts one that is to end by itself, by npm start's program or by the command `topograph serve`. */
  static run(
    dataDir: string,
    environment: Readonly<Record<string, string>> = {},
    entry: keyof typeof ENTRIES = "program",
  ): Promise<Ended> {
    return ServerProcess.#spawn(dataDir, environment, entry).#ended;
  }

  static #spawn(
    dataDir: string,
    environment: Readonly<Record<string, string>>,
    entry: keyof typeof ENTRIES = "program",
  ): ServerProcess {
    const { PATH = "", HOME = "" } = process.env;
    const env = {
      DATA_DIR: dataDir,
      PORT: "0",
      DEMO: "off",
      EMBEDDING_MODEL: MODEL,
      MODEL_DIR: join(folder, "models"),
    };
    return new ServerProcess(
      spawn(process.execPath, ["--import", "tsx", ENTRIES[entry]], {
        env: { PATH, HOME, ...env, ...environment },
        stdio: ["ignore", "pipe", "pipe"],
      }),
    );
  }

  /** Of the API. */
  get url(): string {
    return /http:\S+\/graphql/.exec(this.#output.stdout)?.[0] ?? "";
  }

  /** Without notice; resolves when the process is gone. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.#ended;
  }

  /** In good order. */
  async stop(signal: "SIGTERM" | "SIGINT" = "SIGTERM"): Promise<Ended> {
    this.child.kill(signal);
    return this.#ended;
  }

  /** The data of an operation that must succeed. */
  async data(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const response = await fetch(this.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
    if (errors) throw new Error(`expected no errors, got ${JSON.stringify(errors)}`);
    return data;
  }

  socket(): Client {
    return createClient({ url: this.url.replace("http", "ws"), webSocketImpl: WebSocket, retryAttempts: 0 });
  }

  /** The states of a run, as they come. */
  progress(id: string): AsyncIterableIterator<Data> {
    const query = `subscription ($id: ID!) { clusteringProgress(id: $id) { id status stage stages { stage cached } error { code message } } }`;
    return this.socket().iterate({ query, variables: { id } });
  }

  /** The final state of a run. */
  async ended(id: string): Promise<Data> {
    let last: Data;
    for await (const { data } of this.progress(id)) last = data.clusteringProgress;
    return last;
  }
}
