import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";

import { ApiHarness } from "../support/api-harness.js";
import { milvusConfig } from "../support/milvus-config.js";
import { newsDocuments } from "../support/news-vectors.js";
import { FakeMilvus } from "../store/milvus/fake-server/fake-milvus.js";
import { copyingByCommand } from "./copying-by-command.js";
import { runCommand, TestTerminal } from "./support/run-command.js";

const fakes: FakeMilvus[] = [];
const startFake = async (token?: string): Promise<FakeMilvus> => {
  const fake = await FakeMilvus.start(token === undefined ? {} : { token });
  fakes.push(fake);
  return fake;
};
afterAll(() => {
  for (const fake of fakes) fake.stop();
});

copyingByCommand("a fake Milvus", async () => milvusConfig(`http://127.0.0.1:${(await startFake()).port}`));

const COMMAND = fileURLToPath(new URL("../support/cli-command.ts", import.meta.url));
const DOCUMENTS = 2600;

async function madeFolder(): Promise<string> {
  const api = await ApiHarness.open();
  const documents = Array.from({ length: DOCUMENTS }, (_, at) => ({
    key: `k${at}`,
    text: `text ${at}`,
    vector: Array.from({ length: 16 }, (_, d) => Math.sin(at * 7 + d + 1)),
  }));
  await api.ingest(documents);
  await api.close({ keep: true });
  return api.directory;
}

const rowsSent = (fake: FakeMilvus): number =>
  fake.calls
    .filter(({ method }) => method === "Upsert")
    .reduce((sum, { request }) => sum + Number(request.num_rows), 0);

describe("a copy that does not come to its end", () => {
  let child: ChildProcess | undefined;
  afterEach(() => {
    child?.kill("SIGKILL");
    vi.unstubAllEnvs();
  });

  it("goes on after kill -9 with what is missing, and the server serves all of it", { timeout: 120_000 }, async () => {
    const directory = await madeFolder();
    const fake = await startFake();
    fake.fault = (method) => (method === "Upsert" ? { kind: "delay", milliseconds: 200 } : null);
    const { PATH = "", HOME = "" } = process.env;
    const env = { PATH, HOME, DATA_DIR: directory };
    child = spawn(process.execPath, ["--import", "tsx", COMMAND, "copy", "--to", fake.uri], { env, stdio: "ignore" });
    await expect.poll(() => rowsSent(fake), { timeout: 60_000, interval: 20 }).toBeGreaterThan(1000);
    child.kill("SIGKILL");
    await once(child, "close");
    const before = rowsSent(fake);
    expect(before).toBeLessThan(DOCUMENTS);
    fake.fault = () => null;

    // The record still names the folder, so that a server in between serves what it always did.
    const between = await ApiHarness.open({ directory, milvus: milvusConfig(fake.uri) });
    expect((await between.data(`{ collection { store documentCount } }`)).collection).toEqual({
      store: "EMBEDDED",
      documentCount: DOCUMENTS,
    });
    await between.close({ keep: true });

    vi.stubEnv("DATA_DIR", directory);
    fake.calls.splice(0);
    const { exitCode, stderr } = await runCommand(["copy", "--to", fake.uri]);
    expect([exitCode, stderr]).toEqual([
      0,
      expect.stringMatching(/default: 2,600 documents \([\d,]+ written, [\d,]+ were there/),
    ]);
    expect(rowsSent(fake)).toBeLessThanOrEqual(DOCUMENTS - before + 500);
    const after = await ApiHarness.open({ directory, milvus: milvusConfig(fake.uri) });
    expect(await after.data(`{ collection { store documentCount } document(key: "k2599") { text } }`)).toEqual({
      collection: { store: "MILVUS", documentCount: DOCUMENTS },
      document: { text: "text 2599" },
    });
    await after.close();
  });

  it("ends at Ctrl-C, and says that it can go on", async () => {
    const directory = await madeFolder();
    const fake = await startFake();
    vi.stubEnv("DATA_DIR", directory);
    const terminal = new TestTerminal();
    fake.fault = (method) => {
      if (method === "Upsert" && rowsSent(fake) > 600) terminal.interrupt();
      return null;
    };
    const { exitCode, stderr } = await runCommand(["copy", "--to", fake.uri], terminal);
    expect([exitCode, stderr]).toEqual([130, expect.stringContaining("the same command goes on where it was")]);
    fake.fault = () => null;
    expect((await runCommand(["copy", "--to", fake.uri, "--quiet"])).exitCode).toBe(0);
  });

  it("takes no run for one of what it has brought back, since others may have written to Milvus", async () => {
    const fake = await startFake();
    const milvus = milvusConfig(fake.uri);
    const there = await ApiHarness.open({ milvus });
    const { directory } = there;
    await there.ingest(newsDocuments(120).map(({ key, text, vector }) => ({ key, text, vector: [...vector] })));
    const run = await there.recluster();
    await there.close({ keep: true });
    const [collection] = fake.collections.values();
    collection!.remove(newsDocuments(1)[0]!.key);

    vi.stubEnv("DATA_DIR", directory);
    vi.stubEnv("MILVUS_URI", fake.uri);
    expect((await runCommand(["copy", "--to", "embedded"])).exitCode).toBe(0);
    const here = await ApiHarness.open({ directory });
    const stale = `query ($id: ID!) { clustering(id: $id) { stale documentCount } }`;
    expect((await here.data(stale, { id: run })).clustering).toEqual({ stale: true, documentCount: 120 });
    const again = await here.recluster();
    expect((await here.data(stale, { id: again })).clustering).toEqual({ stale: false, documentCount: 119 });
    await here.close();
  });

  it("takes the token from the environment alone, and tells a wrong one from a server that is away", async () => {
    const directory = await madeFolder();
    const fake = await startFake("root:secret");
    vi.stubEnv("DATA_DIR", directory);
    vi.stubEnv("MILVUS_TOKEN", "root:wrong");
    const wrong = await runCommand(["copy", "--to", fake.uri]);
    expect([wrong.exitCode, wrong.stderr]).toEqual([1, expect.stringContaining("does not accept the token")]);
    expect(wrong.stderr).not.toContain("root:");
    vi.stubEnv("MILVUS_TOKEN", "root:secret");
    expect((await runCommand(["copy", "--to", fake.uri])).exitCode).toBe(0);
    const away = await runCommand(["copy", "--to", "127.0.0.1:1"]);
    expect([away.exitCode, away.stderr]).toEqual([1, expect.stringContaining("UPSTREAM_UNAVAILABLE")]);
  });
});
