import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { openRuns, type OpenRuns } from "../../src/runs/open-runs.js";
import { artifactStoreContract } from "../contract/artifact-store.contract.js";
import { runStoreContract } from "../contract/run-store.contract.js";

const log = { warn: (_details: object, message: string): void => expect.fail(`logged: ${message}`) };

async function open(): Promise<OpenRuns & { reopen(): Promise<OpenRuns>; cleanUp(): Promise<void> }> {
  const directory = mkdtempSync(join(tmpdir(), "topograph-test-"));
  let opened = await openRuns(directory, { log });
  return {
    ...opened,
    async reopen() {
      await opened.close();
      opened = await openRuns(directory, { log });
      return opened;
    },
    async cleanUp() {
      await opened.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

runStoreContract("SqliteRunStore", async () => {
  const opened = await open();
  return { ...opened, reopen: async () => (await opened.reopen()).runs };
});

artifactStoreContract("SqliteArtifactStore", async () => {
  const opened = await open();
  return { ...opened, reopen: async () => (await opened.reopen()).artifacts };
});
