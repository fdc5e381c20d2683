import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { lockDataDir } from "../../src/database/data-dir-lock.js";
import { temporaryFolder } from "./temporary-folder.js";

const HOLDER = fileURLToPath(new URL("./lock-holder.ts", import.meta.url));

/** Another process that asks for the lock; resolves with the one line it prints. */
async function otherProcess(folder: string, user?: number): Promise<{ line: string; child: ChildProcess }> {
  const child = spawn(process.execPath, ["--import", "tsx", HOLDER, folder, String(user ?? "")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [data] = (await once(child.stdout!, "data")) as [Buffer];
  return { line: data.toString().trim(), child };
}

test("creates the folder and holds it until it is released", () => {
  const folder = join(temporaryFolder(), "a", "b");
  const lock = lockDataDir(folder);
  expect(() => lockDataDir(folder)).toThrow(expect.objectContaining({ code: "DATA_DIR_LOCKED" }));
  lock.release();
  lock.release();
  lockDataDir(folder).release();
});

test("a second process is refused with what to do, and let in once the first was killed", async () => {
  const folder = temporaryFolder();
  const { line, child } = await otherProcess(folder);
  expect(line).toBe("locked");
  expect(() => lockDataDir(folder)).toThrow(
    expect.objectContaining({
      code: "DATA_DIR_LOCKED",
      message: expect.stringContaining(`${folder}; stop it, or set DATA_DIR`),
    }),
  );
  child.kill("SIGKILL");
  await once(child, "exit");
  lockDataDir(folder).release();
});

test("a process is refused while this one holds the folder", async () => {
  const folder = temporaryFolder();
  const lock = lockDataDir(folder);
  onTestFinished(() => lock.release());
  expect((await otherProcess(folder)).line).toBe("DATA_DIR_LOCKED");
});

test("a path that cannot be a folder gives DATA_DIR_UNUSABLE", () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  expect(() => lockDataDir(join(file, "below"))).toThrow(expect.objectContaining({ code: "DATA_DIR_UNUSABLE" }));
});

test("a folder without write permission gives DATA_DIR_UNUSABLE", async () => {
  const parent = temporaryFolder();
  const folder = join(parent, "readable");
  mkdirSync(folder);
  chmodSync(folder, 0o555);
  if (process.getuid?.() === 0) {
    // Permissions do not bind root: ask as another user.
    chmodSync(parent, 0o755);
    expect((await otherProcess(folder, 65534)).line).toBe("DATA_DIR_UNUSABLE");
  } else {
    expect(() => lockDataDir(folder)).toThrow(expect.objectContaining({ code: "DATA_DIR_UNUSABLE" }));
  }
});
