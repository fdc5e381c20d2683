import { afterAll, beforeAll, expect, it } from "vitest";
import { scratchFolder } from "../ingest/scratch-folder.js";
import { type ApiServer, startApiServer } from "./support/api-server.js";
import { runCommand, type Outcome } from "./support/run-command.js";

const scratch = scratchFolder();
let server: ApiServer;
beforeAll(async () => {
  server = await startApiServer({ maxHeapMb: 220 });
});
afterAll(() => server.close());

const cli = (...args: string[]): Promise<Outcome> => runCommand(["--url", server.url, ...args]);

it("exports the clusters of a run whose layout did not fit, without places, after recluster has said so", async () => {
  const words = ["flood river valley", "strike airport pilots", "comet telescope sky"];
  const rows = Array.from({ length: 240 }, (_, at) => `k${at},${words[at % 3]} word${at % 7}`);
  const file = await scratch.file("news.csv", ["id,text", ...rows].join("\n"));
  expect((await cli("ingest", file, "-c", "news")).exitCode).toBe(0);
  const recluster = await cli("recluster", "-c", "news", "--engine", "UMAP_JS");
  expect(recluster.exitCode).toBe(0);
  expect(recluster.stdout + recluster.stderr).toContain("warning LAYOUT_SKIPPED");
  const { exitCode, stdout } = await cli("export", "-c", "news", "--format", "jsonl");
  expect(exitCode).toBe(0);
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toHaveLength(240);
  for (const line of lines) expect(line).toMatchObject({ label: expect.any(Number) as number, x: null, y: null });
});
