import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { scratchFolder } from "../ingest/scratch-folder.js";
import { type ApiServer, startApiServer } from "./support/api-server.js";
import { type Outcome, runCommand } from "./support/run-command.js";

const scratch = scratchFolder();
let server: ApiServer;
beforeAll(async () => {
  server = await startApiServer();
});
afterAll(() => server.close());

const cli = (...args: string[]): Promise<Outcome> => runCommand(["--url", server.url, ...args]);

it("draws the newest run of a collection into a file or onto stdout, and says what it cannot draw", async () => {
  const words = ["flood river valley", "strike airport pilots", "comet telescope sky"];
  const rows = Array.from({ length: 90 }, (_, at) => `k${at},${words[at % 3]} word${at % 7}`);
  const file = await scratch.file("news.csv", ["id,text", ...rows].join("\n"));
  const out = join(file, "..", "map.svg");
  expect((await cli("ingest", file, "-c", "news")).exitCode).toBe(0);
  const early = await cli("plot", "-c", "news", "--out", out);
  expect(early.exitCode).toBe(1);
  expect(early.stderr).toContain("has no finished run");

  expect((await cli("recluster", "-c", "news", "--umap-neighbors", "10", "--epochs", "50")).exitCode).toBe(0);
  const plotted = await cli("plot", "-c", "news", "--out", out);
  expect(plotted.exitCode).toBe(0);
  expect(plotted.stderr).toContain(`written to ${out}`);
  const svg = await readFile(out, "utf8");
  expect(svg).toMatch(/^<svg [\s\S]*90 documents · [\s\S]*<\/svg>\n$/);
  expect((await cli("plot", "-c", "news")).stdout).toBe(svg);

  expect((await cli("recluster", "-c", "news", "--no-layout", "--min-cluster-size", "4")).exitCode).toBe(0);
  const bare = await cli("plot", "-c", "news");
  expect([bare.exitCode, bare.stdout]).toEqual([1, ""]);
  expect(bare.stderr).toContain("NOT_FOUND: The clustering has no map");
});
