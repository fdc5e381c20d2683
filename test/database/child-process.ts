import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface KilledProcess {
  /** The whole lines that it had printed. */
  readonly lines: readonly string[];
}

/**
 * Runs a TypeScript file as a process of its own and kills it without notice, some milliseconds after its first line.
 * Lines are printed synchronously by the child, so each stands for something that had happened.
 */
export async function runAndKill(
  url: URL,
  args: readonly string[],
  millisecondsAfterFirstLine: number,
): Promise<KilledProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", fileURLToPath(url), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  const closed = once(reader, "close");
  reader.on("line", (line) => {
    if (lines.length === 0) setTimeout(() => child.kill("SIGKILL"), millisecondsAfterFirstLine);
    lines.push(line);
  });
  const [, signal] = (await exit) as [number | null, string | null];
  await closed;
  if (signal !== "SIGKILL") throw new Error(`the process ended by itself after ${lines.length} lines`);
  return { lines };
}
