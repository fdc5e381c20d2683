import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export interface SmallDisk {
  readonly folder: string;
  /** Takes most of the space, so that little is left. */
  fill(bytes: number): void;
  /** Gives it back. */
  free(): void;
}

/** Why no small disk can be had here; null where it can. */
export const noSmallDisk: string | null = (() => {
  if (process.platform !== "linux") return "tmpfs is there on Linux only";
  if (process.getuid?.() !== 0) return "only root may mount a tmpfs";
  const folder = mkdtempSync(join(tmpdir(), "topograph-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], { stdio: "pipe" });
    execFileSync("umount", [folder], { stdio: "pipe" });
    return null;
  } catch {
    return "mounting a tmpfs is not allowed here";
  } finally {
    rmdirSync(folder);
  }
})();
if (noSmallDisk !== null) console.warn(`tests of a full disk are skipped: ${noSmallDisk}`);

/** A disk of `megabytes` that goes with the test. */
export function smallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), "topograph-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder]);
  onTestFinished(() => {
    // Lazily: a thread that is ending may still have files open.
    execFileSync("umount", ["--lazy", folder]);
    rmdirSync(folder);
  });
  const ballast = join(folder, "ballast");
  return {
    folder,
    fill: (bytes) => writeFileSync(ballast, Buffer.alloc(bytes)),
    free: () => rmSync(ballast),
  };
}
