import type { Command } from "commander";
import { openDocumentFile } from "../../ingest/document-file.js";
import { FILE_FORMATS, type FileFormat } from "../../ingest/file-format.js";
import { VectorFile } from "../../ingest/vector-file.js";
import type { CommandContext, CommandRunner } from "../command-context.js";
import { EXIT, type ExitCode } from "../exit-codes.js";
import { documentBatches } from "../ingest/document-batches.js";
import { describeMapping, describeRejections, describeTotals, type IngestTotals } from "../ingest/ingest-report.js";
import { sendBatch } from "../ingest/send-batch.js";
import { openTarget } from "../ingest/target-collection.js";
import type { Metric } from "../operations.generated.js";
import { choice, collectionOption, nameList } from "../option-values.js";
import { startProgress } from "../output/progress.js";
import { count } from "../output/table.js";

/** A request stays far below what servers and proxies usually take. */
const BATCH_LIMITS = { maxDocuments: 500, maxBytes: 1_000_000 };

interface IngestOptions {
  readonly collection: string;
  readonly format?: FileFormat;
  readonly title?: string;
  readonly text?: string;
  readonly key?: string;
  readonly date?: string;
  readonly link?: string;
  readonly field?: readonly string[];
  readonly vectors?: string;
  readonly metric?: Metric;
  readonly verbose?: boolean;
}

export function registerIngest(program: Command, run: CommandRunner): void {
  program
    .command("ingest")
    .description("Put the documents of a CSV or JSON Lines file into a collection")
    .argument("<file>", "the file, UTF-8")
    .addOption(collectionOption())
    .addOption(choice("--format <format>", "what the file is; told by its name otherwise", FILE_FORMATS))
    .option("--title <column>", 'column of the title ("" for none)')
    .option("--text <column>", "column of the text")
    .option("--key <column>", "column of the document's key")
    .option("--date <column>", 'column of the date of publication ("" for none)')
    .option("--link <column>", "column of the document's URL")
    .option("--field <columns>", "keep only these other columns, separated by commas", nameList)
    .option("--vectors <file>", "ready vectors, one a row: .npy (float32 or float64) or .f32")
    .addOption(choice("--metric <metric>", "metric of a collection that is created", ["COSINE", "L2", "IP"]))
    .option("--verbose", "show every rejected row")
    .action((file: string, options: IngestOptions, command: Command) =>
      run(command, (context) => ingest(context, file, options)),
    );
}

async function ingest(context: CommandContext, path: string, options: IngestOptions): Promise<ExitCode> {
  const file = await openDocumentFile(path, {
    ...(options.format === undefined ? {} : { format: options.format }),
    ...(options.field === undefined ? {} : { fields: options.field }),
    columns: {
      ...(options.title === undefined ? {} : { title: options.title }),
      ...(options.text === undefined ? {} : { text: options.text }),
      ...(options.key === undefined ? {} : { key: options.key }),
      ...(options.date === undefined ? {} : { publishedAt: options.date }),
      ...(options.link === undefined ? {} : { url: options.link }),
    },
  });
  context.note(describeMapping(file));
  const vectors = options.vectors === undefined ? null : await VectorFile.open(options.vectors, file.rowCount);
  try {
    const dimension = vectors?.dimension ?? file.vectorDimension;
    const target = await openTarget(context, options.collection, { dimension, metric: options.metric ?? null });
    const totals: IngestTotals = { inserted: 0, updated: 0, unchanged: 0, rejections: [] };
    const limits = { ...BATCH_LIMITS, maxDocuments: Math.min(BATCH_LIMITS.maxDocuments, target.maxDocuments) };
    const batches = documentBatches(file.rows(), vectors, limits, (rejection) => totals.rejections.push(rejection));
    const interrupted = await send(context, target.collection, batches, totals, file.rowCount);
    totals.rejections.sort((a, b) => a.line - b.line);
    await report(context, options, totals);
    if (interrupted) {
      context.note("stopped; the same command again goes on, what is in stays as it is");
      return EXIT.interrupted;
    }
    return totals.inserted + totals.updated + totals.unchanged > 0 ? EXIT.done : EXIT.failed;
  } finally {
    await vectors?.close();
  }
}

/** Returns whether Ctrl-C ended it. */
async function send(
  context: CommandContext,
  collection: string,
  batches: ReturnType<typeof documentBatches>,
  totals: IngestTotals,
  rowCount: number,
): Promise<boolean> {
  const progress = startProgress(context.terminal, "ingest", rowCount, context.options.quiet);
  const stop = new AbortController();
  const restore = context.terminal.onInterrupt(() => stop.abort());
  const done = (): number => totals.inserted + totals.updated + totals.unchanged + totals.rejections.length;
  try {
    for await (const batch of batches) {
      const counts = await sendBatch(context.client, batch, {
        collection,
        signal: stop.signal,
        onRetry: (error, pause) => context.note(`${(error as Error).message}; trying again in ${pause / 1000} s`),
      });
      totals.inserted += counts.inserted;
      totals.updated += counts.updated;
      totals.unchanged += counts.unchanged;
      totals.rejections.push(...counts.rejections);
      progress.update(done(), `${count(done())} of ${count(rowCount)}`);
      if (stop.signal.aborted) return true;
    }
    return false;
  } catch (error) {
    if (stop.signal.aborted) return true;
    progress.stop();
    context.note(`before that, ${describeTotals(totals, collection)}`);
    throw error;
  } finally {
    restore();
    progress.stop();
  }
}

async function report(context: CommandContext, options: IngestOptions, totals: IngestTotals): Promise<void> {
  const { rejections, ...counts } = totals;
  if (context.options.json) {
    await context.printJson({ collection: options.collection, ...counts, rejected: rejections.length, rejections });
    return;
  }
  if (rejections.length > 0)
    context.terminal.stderr.write(`${describeRejections(rejections, options.verbose === true)}\n`);
  await context.print(`${describeTotals(totals, options.collection)}\n`);
}
