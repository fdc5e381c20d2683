import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { EXIT } from "./exit-codes.js";

/** Where a command writes, asks and is interrupted; tests give one of their own. */
export interface Terminal {
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** Calls the handler at each Ctrl-C instead of ending the process; returns how to stop that. */
  onInterrupt(handler: () => void): () => void;
}

export function processTerminal(): Terminal {
  const { stdout, stderr, stdin } = process;
  // The reader of a pipe may leave early (`topograph clusters | head`); that is no fault.
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(EXIT.done);
    stderr.write(`topograph: the output cannot be written (${error.code ?? error.message})\n`);
    process.exit(EXIT.failed);
  });
  // Nobody reads the progress any more; the work itself goes on.
  stderr.on("error", () => undefined);
  return {
    stdout,
    stderr,
    stdin,
    onInterrupt: (handler) => {
      process.on("SIGINT", handler);
      return () => process.off("SIGINT", handler);
    },
  };
}

/** Writes and waits where the receiver is slower. */
export async function write(stream: Writable, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, "drain");
}

/** Asks on stderr, so that stdout stays the result alone; null where nobody can answer, or answers with Ctrl-C. */
export async function ask(terminal: Terminal, question: string): Promise<string | null> {
  if (terminal.stdin.isTTY !== true) return null;
  const reader = createInterface({ input: terminal.stdin, output: terminal.stderr });
  try {
    return await new Promise<string | null>((resolve) => {
      reader.once("SIGINT", () => resolve(null));
      reader.once("close", () => resolve(null));
      reader.question(question, (answer) => resolve(answer.trim().toLowerCase()));
    });
  } finally {
    reader.close();
  }
}
