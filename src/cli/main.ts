import { type Command, CommanderError } from "commander";
import { readCliEnvironment } from "../config.js";
import { isTopographError } from "../errors.js";
import { GraphqlClient } from "./client/graphql-client.js";
import { CommandContext, type CommandRunner } from "./command-context.js";
import { CliError, EXIT, type ExitCode } from "./exit-codes.js";
import { buildProgram, type GlobalOptions } from "./program.js";
import { printable } from "../printable-text.js";
import { processTerminal, type Terminal } from "./terminal.js";

/**
 * Runs one command.
 *
 * @param args what follows the program's name
 * @returns the exit code; nothing is thrown for faults that a person can mend
 */
export async function runCli(args: readonly string[], terminal: Terminal = processTerminal()): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const run: CommandRunner = async (command, work) => {
    const { url, json, quiet } = command.optsWithGlobals<GlobalOptions>();
    const client = new GraphqlClient(url);
    try {
      exitCode = await work(new CommandContext(client, terminal, { json: json === true, quiet: quiet === true }));
    } finally {
      await client.close();
    }
  };
  const program = buildProgram(run, readCliEnvironment().url);
  prepare(program, terminal);
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander has written its message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return report(error, terminal, program.opts<GlobalOptions>().debug === true);
  }
}

/** For commands that were registered already, too: commander hands settings down only at the moment a command is made. */
function prepare(command: Command, terminal: Terminal): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => terminal.stdout.write(text),
    writeErr: (text) => terminal.stderr.write(text),
  });
  for (const child of command.commands) prepare(child, terminal);
}

function report(error: unknown, terminal: Terminal, debug: boolean): ExitCode {
  const message = isTopographError(error)
    ? `${error.code}: ${error.message}`
    : error instanceof Error
      ? error.message
      : String(error);
  terminal.stderr.write(`topograph: ${printable(message)}\n`);
  if (debug && error instanceof Error) terminal.stderr.write(`${error.stack ?? ""}\n`);
  return error instanceof CliError ? error.exitCode : EXIT.failed;
}

/** Entry of bin/topograph.js. */
export async function main(args: readonly string[]): Promise<void> {
  const exitCode = await runCli(args);
  // A server that could not start has set its own.
  if (exitCode !== EXIT.done) process.exitCode = exitCode;
}
