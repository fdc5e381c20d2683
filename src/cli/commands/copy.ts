import { type Command, Option } from "commander";
import { readCopyConfig } from "../../config.js";
import type { CopiedCollection } from "../../copy-collections.js";
import type { CommandContext, CommandRunner } from "../command-context.js";
import { CliError, EXIT, type ExitCode } from "../exit-codes.js";
import { nameList } from "../option-values.js";
import { type Progress, startProgress } from "../output/progress.js";
import { count } from "../output/table.js";

interface CopyOptions {
  readonly to: string;
  readonly collection?: readonly string[];
  readonly overwrite?: boolean;
  readonly removeSource?: boolean;
}

export function registerCopy(program: Command, run: CommandRunner): void {
  program
    .command("copy")
    .description("Copy collections of DATA_DIR to Milvus or back, without embedding again; its server must be stopped")
    .requiredOption("--to <address>", "a Milvus (token: MILVUS_TOKEN), or the word embedded to copy from MILVUS_URI")
    .addOption(
      new Option(
        "-c, --collection <names>",
        "only these, separated by commas (default: all that are not there)",
      ).argParser(nameList),
    )
    .option("--overwrite", "replace what the target has under the same collection")
    .option("--remove-source", "drop the documents at the source when the copy is verified")
    .action((options: CopyOptions, command: Command) => run(command, (context) => copy(context, options)));
}

async function copy(context: CommandContext, options: CopyOptions): Promise<ExitCode> {
  const { terminal, options: global } = context;
  const toEmbedded = options.to === "embedded";
  const config = readCopyConfig(toEmbedded ? null : options.to);
  // Loaded only now: the other commands are clients and start at once.
  const { copyCollections } = await import("../../copy-collections.js");
  const stopping = new AbortController();
  const stopListening = terminal.onInterrupt(() => stopping.abort());
  const copied: CopiedCollection[] = [];
  let progress: Progress | null = null;
  let shown: string | null = null;
  const endProgress = (): void => {
    progress?.stop();
    progress = shown = null;
  };
  try {
    await copyCollections(config, {
      to: toEmbedded ? "EMBEDDED" : "MILVUS",
      names: options.collection ?? null,
      overwrite: options.overwrite === true,
      removeSource: options.removeSource === true,
      signal: stopping.signal,
      onProgress: (collection, done, total) => {
        if (shown !== collection) {
          endProgress();
          shown = collection;
          progress = startProgress(terminal, `copy ${collection}`, total, global.quiet);
        }
        progress?.update(done);
      },
      onRetry: (message) => context.note(`${message} Trying again.`),
      onCopied: (each) => {
        endProgress();
        copied.push(each);
        if (!global.json) context.note(describe(each));
      },
    });
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    throw new CliError("stopped; the same command goes on where it was", EXIT.interrupted, { cause: error });
  } finally {
    endProgress();
    stopListening();
  }
  if (global.json) await context.printJson(copied);
  else await context.print(summary(copied, toEmbedded));
  return EXIT.done;
}

function describe({
  collection,
  documents,
  written,
  present,
  removed,
  compared,
  sourceRemoved,
}: CopiedCollection): string {
  const parts = [
    `${count(written)} written`,
    ...(present > 0 ? [`${count(present)} were there`] : []),
    ...(removed > 0 ? [`${count(removed)} of the target removed`] : []),
    `counts equal, ${count(compared)} compared`,
    ...(sourceRemoved ? ["removed at the source"] : []),
  ];
  return `${collection}: ${count(documents)} documents (${parts.join(", ")})`;
}

function summary(copied: readonly CopiedCollection[], toEmbedded: boolean): string {
  if (copied.length === 0) return "nothing to copy: every collection is there already\n";
  const where = toEmbedded ? "from DATA_DIR" : "from Milvus, when it is started with MILVUS_URI";
  return `copied ${copied.map(({ collection }) => collection).join(", ")}; the server now serves them ${where}\n`;
}
