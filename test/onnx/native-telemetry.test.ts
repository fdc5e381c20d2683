import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const run = promisify(execFile);
/** ONNX Runtime's reporting writes a log of this name, with the process's id, when it starts. */
const REPORT_LOG = /^mat-debug-\d+\.log$/;
const SESSION = `
  const { InferenceSession } = require("onnxruntime-node");
  InferenceSession.create(new Uint8Array(0)).catch(() => undefined);
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "topograph-telemetry-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs a process whose temporary folder is ours and whose environment does not keep it from reporting. */
async function reportLogs(args: readonly string[]): Promise<{ readonly stdout: string; readonly logs: string[] }> {
  // Either of them keeps it from reporting.
  const { ORT_DISABLE_TELEMETRY: _disabled, CI: _ci, ...rest } = process.env;
  const env = { ...rest, TMPDIR: folder };
  const { stdout } = await run(process.execPath, args, { env, cwd: fileURLToPath(new URL("../..", import.meta.url)) });
  return { stdout, logs: (await readdir(folder)).filter((name) => REPORT_LOG.test(name)) };
}

describe("ONNX Runtime's reporting to its maker", () => {
  it("would start by itself (or this test could not tell)", async () => {
    expect((await reportLogs(["-e", SESSION])).logs).toHaveLength(1);
  });

  it("does not start in the threads of a server", async () => {
    const { stdout, logs } = await reportLogs([
      "--import",
      "tsx",
      fileURLToPath(new URL("search-in-threads.ts", import.meta.url)),
    ]);
    expect(stdout).toContain("k=3");
    expect(logs).toEqual([]);
  });
});
