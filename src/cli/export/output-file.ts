import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { CliError } from "../exit-codes.js";
import { write } from "../terminal.js";

/** Writes a file beside its place and moves it there when it is whole, so that what stood there is never half replaced. */
export async function writeFileWhole(
  path: string,
  fill: (append: (text: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const partial = `${path}.part`;
  const stream: Writable = createWriteStream(partial, { encoding: "utf8" });
  const ended = finished(stream);
  // Errors of the stream reject both `ended` and the write that waits; one of them is looked at, below.
  ended.catch(() => undefined);
  try {
    await Promise.race([ended, fill((text) => write(stream, text))]);
    stream.end();
    await ended;
    await rename(partial, path);
  } catch (error) {
    stream.destroy();
    await rm(partial, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw code === undefined || error instanceof CliError
      ? error
      : new CliError(`cannot write ${path} (${code})`, 1, { cause: error });
  }
}
