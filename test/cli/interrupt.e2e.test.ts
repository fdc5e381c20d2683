import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../ingest/scratch-folder.js";
import { startApiServer, type ApiServer } from "./support/api-server.js";
import { type Outcome, runCommand, TestTerminal } from "./support/run-command.js";

const scratch = scratchFolder();
let server: ApiServer;

beforeAll(async () => {
  server = await startApiServer();
  const rows = Array.from({ length: 900 }, (_, at) => `subject${at % 90} verb${at % 7} object${at}`);
  await runCommand([
    "--url",
    server.url,
    "ingest",
    await scratch.file("many.csv", ["text", ...rows].join("\n")),
    "-c",
    "many",
  ]);
});
afterAll(() => server.close());

/** A layout that goes on for long; 5000 epochs are the most that the API takes. */
const LONG = ["recluster", "-c", "many", "--umap-neighbors", "15", "--epochs"];
const isRunning = (terminal: TestTerminal): boolean => terminal.output.stderr.includes("layout");

/** Waits for what the command does; a command that ends before says why. */
async function until(condition: () => boolean, command: Promise<Outcome>): Promise<void> {
  let ended: Outcome | undefined;
  void command.then((outcome) => (ended = outcome));
  while (!condition()) {
    if (ended) throw new Error(`the command ended early: ${JSON.stringify(ended)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function runStatus(id: string): Promise<string> {
  const body = JSON.stringify({ query: "query ($id: ID!) { clustering(id: $id) { status } }", variables: { id } });
  const response = await fetch(server.url, { method: "POST", headers: { "content-type": "application/json" }, body });
  return ((await response.json()) as { data: { clustering: { status: string } } }).data.clustering.status;
}

describe("Ctrl-C during recluster", () => {
  it("cancels the run when the person says so", async () => {
    const terminal = new TestTerminal({ isTty: true });
    const ended = runCommand(["--url", server.url, ...LONG, "5000"], terminal);
    await until(() => isRunning(terminal), ended);
    terminal.interrupt();
    await until(() => terminal.output.stderr.includes("Cancel the run?"), ended);
    terminal.stdin.write("y\n");
    const { exitCode, stdout } = await ended;
    expect(exitCode).toBe(1);
    expect(stdout).toContain("the run is CANCELLED");
  });

  it("goes on waiting when the person does not want that", async () => {
    const terminal = new TestTerminal({ isTty: true });
    const ended = runCommand(["--url", server.url, ...LONG, "1000"], terminal);
    await until(() => isRunning(terminal), ended);
    terminal.interrupt();
    await until(() => terminal.output.stderr.includes("Cancel the run?"), ended);
    terminal.stdin.write("n\n");
    expect(await ended).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("clusters of 900 documents") as string,
    });
  });

  it("leaves the run alone where nobody can be asked; cancel ends it later", async () => {
    const terminal = new TestTerminal();
    const ended = runCommand(["--url", server.url, ...LONG, "4999"], terminal);
    await until(() => isRunning(terminal), ended);
    terminal.interrupt();
    const { exitCode, stdout, stderr } = await ended;
    expect([exitCode, stdout]).toEqual([130, ""]);
    const id = /run (\S+) goes on; topograph cancel \1 ends it/.exec(stderr)?.[1] ?? "";
    expect(await runStatus(id)).toBe("RUNNING");
    expect((await runCommand(["--url", server.url, "cancel", id])).stdout).toBe(`run ${id} is CANCELLED\n`);
    expect(await runStatus(id)).toBe("CANCELLED");
  });
});

describe("recluster behind a proxy without WebSockets", () => {
  it("asks again and again instead", async () => {
    const proxy = createServer((incoming, outgoing) => {
      const forwarded = httpRequest(
        server.url,
        { method: "POST", headers: { ...incoming.headers, host: "127.0.0.1" } },
        (reply) => {
          outgoing.writeHead(reply.statusCode ?? 500, reply.headers);
          reply.pipe(outgoing);
        },
      );
      incoming.pipe(forwarded);
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/graphql`;
    const { exitCode, stdout } = await runCommand([
      "--url",
      url,
      "recluster",
      "-c",
      "many",
      "--no-layout",
      "--min-cluster-size",
      "4",
    ]);
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
    expect(exitCode).toBe(0);
    expect(stdout).toContain("clusters of 900 documents");
  });
});

describe("Ctrl-C during ingest", () => {
  it("keeps what is in, and the same command again goes on", async () => {
    const rows = Array.from({ length: 6000 }, (_, at) => `{"key":"k${at}","text":"subject${at % 90} object${at}"}`);
    const file = await scratch.file("long.jsonl", rows.join("\n"));
    const terminal = new TestTerminal();
    const ended = runCommand(["--url", server.url, "ingest", file, "-c", "long"], terminal);
    await until(() => terminal.output.stderr.includes("ingest 1"), ended);
    terminal.interrupt();
    const { exitCode, stdout, stderr } = await ended;
    expect(exitCode).toBe(130);
    expect(stderr).toContain("the same command again goes on");
    const inserted = Number(/([\d,]+) inserted/.exec(stdout)?.[1]?.replace(",", ""));
    expect(inserted).toBeGreaterThanOrEqual(500);
    expect(inserted).toBeLessThan(6000);
    const again = await runCommand(["--url", server.url, "ingest", file, "-c", "long", "--json"]);
    const counts = JSON.parse(again.stdout) as Record<string, number>;
    // The request that was under way may have been carried out without its answer being heard.
    expect(counts["unchanged"]).toBeGreaterThanOrEqual(inserted);
    expect(counts["inserted"]! + counts["unchanged"]!).toBe(6000);
  });
});
