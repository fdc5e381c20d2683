import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";

import { noSmallDisk, smallDisk } from "../database/small-disk.js";
import { type Ended, newDataDir, ServerProcess } from "../support/server-process.js";

/** Each start is a process, which takes a while on a busy machine. */
const TIMEOUT_MS = 120_000;

let server: ServerProcess | undefined;
afterEach(async () => {
  await server?.kill();
  server = undefined;
});

/** One that nobody listens on. */
async function freePort(): Promise<number> {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  other.close();
  return port;
}

/** One line that names the fault, and no trace of the program's inside. */
function expectRefusal({ code, stdout, stderr }: Ended, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(stderr).not.toMatch(/node_modules|\.ts:\d|\bat /);
  expect([code, stdout]).toEqual([1, ""]);
}

describe("a server", () => {
  it(
    "is refused at once where another one has the data directory, and let in when that was killed",
    async () => {
      const dataDir = newDataDir();
      server = await ServerProcess.start(dataDir);
      expectRefusal(
        await ServerProcess.run(dataDir),
        /^DATA_DIR_LOCKED: Another process uses the data directory .*; stop it, or set DATA_DIR to another folder\.$/m,
      );
      expect((await server.data(`{ server { health { ok } } }`)).server.health.ok).toBe(true);
      await server.kill();
      server = await ServerProcess.start(dataDir);
      expect((await server.stop()).code).toBe(0);
      server = await ServerProcess.start(dataDir);
    },
    TIMEOUT_MS,
  );

  it(
    "is refused where the data directory is a file or lies below one, and leaves the file alone",
    async () => {
      const file = newDataDir();
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, "precious");
      for (const dataDir of [file, join(file, "below")]) {
        expectRefusal(
          await ServerProcess.run(dataDir),
          /^DATA_DIR_UNUSABLE: The data directory .* set DATA_DIR to another folder/,
        );
      }
      expect(readFileSync(file, "utf8")).toBe("precious");
    },
    TIMEOUT_MS,
  );

  it.skipIf(noSmallDisk !== null)(
    "is refused where the data directory is on a disk that cannot be written, or is full",
    async () => {
      const disk = smallDisk(1);
      execFileSync("mount", ["-o", "remount,ro", disk.folder]);
      for (const dataDir of [disk.folder, join(disk.folder, "store")]) {
        expectRefusal(
          await ServerProcess.run(dataDir),
          /^DATA_DIR_UNUSABLE: The data directory .* cannot be created or written to/,
        );
      }
      execFileSync("mount", ["-o", "remount,rw", disk.folder]);
      disk.fill(1 << 20);
      expectRefusal(await ServerProcess.run(join(disk.folder, "store")), /^STORAGE_FULL: .*free some space/);
    },
    TIMEOUT_MS,
  );

  it(
    "is refused where another program has the port, and lets go of the data directory",
    async () => {
      const other = createServer().listen(0, "127.0.0.1");
      await once(other, "listening");
      const { port } = other.address() as AddressInfo;
      const dataDir = newDataDir();
      const refused = await ServerProcess.run(dataDir, { PORT: String(port) });
      expectRefusal(
        refused,
        new RegExp(`^PORT_IN_USE: Another process listens on port ${port} of 127.0.0.1; stop it, or set PORT`),
      );
      expect(await ServerProcess.run(dataDir, { PORT: String(port) }, "command")).toEqual(refused);
      other.close();
      server = await ServerProcess.start(dataDir, { PORT: String(port) });
      expect(new URL(server.url).port).toBe(String(port));
    },
    TIMEOUT_MS,
  );

  it(
    "names all faults of its environment together, and starts nothing",
    async () => {
      const dataDir = newDataDir();
      const faulty = {
        PORT: "70000",
        WORKERS: "none",
        DEMO: "maybe",
        MILVUS_URI: "milvus://127.0.0.1:1",
        MILVUS_TIMEOUT_MS: "0",
        API_TOKENS: "x",
      };
      const { code, stdout, stderr } = await ServerProcess.run(dataDir, faulty);
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toMatch(/^INVALID_CONFIGURATION: Change these environment variables:\n/);
      for (const name of Object.keys(faulty)) expect(stderr).toMatch(new RegExp(`^ {2}${name}: \\S`, "m"));
      expect(existsSync(dataDir)).toBe(false);
    },
    TIMEOUT_MS,
  );

  it(
    "serves what it has while Milvus is away, and says so",
    async () => {
      const dataDir = newDataDir();
      server = await ServerProcess.start(dataDir);
      const ingest = `mutation { ingestDocuments(documents: [{ key: "a", text: "one text", vector: [1, 0, 0, 0] }]) { inserted rejected { message } } }`;
      expect((await server.data(ingest)).ingestDocuments).toEqual({ inserted: 1, rejected: [] });
      expect((await server.stop()).code).toBe(0);

      server = await ServerProcess.start(dataDir, { MILVUS_URI: `127.0.0.1:${await freePort()}`, DEMO: "on" });
      const query = `{
        server { store health { ok detail } capabilities { product } }
        documents { edges { node { key } } }
      }`;
      expect(await server.data(query)).toEqual({
        server: {
          store: "MILVUS",
          health: { ok: false, detail: expect.stringMatching(/\S/) as string },
          capabilities: null,
        },
        documents: { edges: [{ node: { key: "a" } }] },
      });
      const { code, stdout } = await server.stop();
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Milvus at 127\.0\.0\.1:\d+ does not answer \(.+\); runs in .+ are served/m);
    },
    TIMEOUT_MS,
  );

  it(
    "is refused where its model is not there",
    async () => {
      const refused = await ServerProcess.run(newDataDir(), { EMBEDDING_MODEL: "nobody/knows" });
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(/^EMBEDDING_MODEL_UNUSABLE: /);
    },
    TIMEOUT_MS,
  );
});
