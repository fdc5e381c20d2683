/** How a command ended, for scripts; docs/command-line.md says the same. */
export const EXIT = {
  done: 0,
  /** The server or the file said no; the message says what to change. */
  failed: 1,
  /** The command was not called as its help says. */
  usage: 2,
  /** No server answered. */
  unreachable: 3,
  /** Ended by Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with one line on stderr. */
export class CliError extends Error {
  override readonly name = "CliError";

  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.failed,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
