import type { Command } from "commander";
import { printableLines } from "../printable-text.js";
import type { GraphqlClient } from "./client/graphql-client.js";
import type { ExitCode } from "./exit-codes.js";
import { type Terminal, write } from "./terminal.js";

/** What every command works with. */
export class CommandContext {
  constructor(
    readonly client: GraphqlClient,
    readonly terminal: Terminal,
    readonly options: { readonly json: boolean; readonly quiet: boolean },
  ) {}

  /** The result itself, on stdout. */
  print(text: string): Promise<void> {
    return write(this.terminal.stdout, text);
  }

  printJson(value: unknown): Promise<void> {
    return this.print(`${JSON.stringify(value, null, 2)}\n`);
  }

  /** What a person may want to know beside the result, on stderr. */
  note(text: string): void {
    if (!this.options.quiet) this.terminal.stderr.write(`${printableLines(text)}\n`);
  }

  /** Width for free text in tables: bounded for eyes, whole for programs. */
  textWidth(columns: number): { readonly width?: number } {
    return this.terminal.stdout.isTTY === true ? { width: columns } : {};
  }
}

/** Runs a command's work with the context made of the global options, and keeps its exit code. */
export type CommandRunner = (command: Command, work: (context: CommandContext) => Promise<ExitCode>) => Promise<void>;
