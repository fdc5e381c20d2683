import { PassThrough } from "node:stream";
import { runCli } from "../../../src/cli/main.js";
import type { Terminal } from "../../../src/cli/terminal.js";

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TerminalOptions {
  /** What a person types; makes the terminal one. */
  readonly typed?: string;
  readonly isTty?: boolean;
}

/** A terminal that remembers what was written to it, and can be interrupted. */
export class TestTerminal implements Terminal {
  readonly stdout: PassThrough & { isTTY?: boolean } = new PassThrough();
  readonly stderr: PassThrough & { isTTY?: boolean } = new PassThrough();
  readonly stdin: PassThrough & { isTTY?: boolean } = new PassThrough();
  readonly #written = { stdout: "", stderr: "" };
  readonly #handlers = new Set<() => void>();

  constructor({ typed, isTty = typed !== undefined }: TerminalOptions = {}) {
    this.stdout.setEncoding("utf8").on("data", (text: string) => (this.#written.stdout += text));
    this.stderr.setEncoding("utf8").on("data", (text: string) => (this.#written.stderr += text));
    if (isTty) for (const stream of [this.stdout, this.stderr, this.stdin]) stream.isTTY = true;
    if (typed !== undefined) this.stdin.write(typed);
  }

  onInterrupt(handler: () => void): () => void {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }

  /** Ctrl-C. Returns whether anything listened. */
  interrupt(): boolean {
    for (const handler of this.#handlers) handler();
    return this.#handlers.size > 0;
  }

  get output(): { readonly stdout: string; readonly stderr: string } {
    return this.#written;
  }
}

export async function runCommand(args: readonly string[], terminal = new TestTerminal()): Promise<Outcome> {
  const exitCode = await runCli(args, terminal);
  return { exitCode, ...terminal.output };
}
