import type { Command } from "commander";
import { pages } from "../client/pages.js";
import type { CommandContext, CommandRunner } from "../command-context.js";
import { EXIT, type ExitCode } from "../exit-codes.js";
import { writeFileWhole } from "../export/output-file.js";
import { RunColumns } from "../export/run-columns.js";
import { type AssignmentView, ExportDocumentsDocument } from "../operations.generated.js";
import { choice, collectionOption } from "../option-values.js";
import { csvRow } from "../output/csv-writer.js";
import { startProgress } from "../output/progress.js";
import { count } from "../output/table.js";

const COLUMNS = [
  "key",
  "title",
  "url",
  "publishedAt",
  "label",
  "clusterTitle",
  "probability",
  "outlierScore",
  "x",
  "y",
] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string | number | null>>;

interface ExportOptions {
  readonly collection: string;
  readonly run?: string;
  readonly format: "csv" | "jsonl";
  readonly out?: string;
  readonly view: AssignmentView;
  readonly formulaGuard: boolean;
}

export function registerExport(program: Command, run: CommandRunner): void {
  program
    .command("export")
    .description("Write the documents of a run with their clusters and places on the map")
    .addOption(collectionOption())
    .option("--run <id>", "the run; the newest of the collection otherwise")
    .addOption(choice("--format <format>", "what to write", ["csv", "jsonl"]).default("csv"))
    .option("--out <file>", "where to; stdout otherwise")
    .addOption(
      choice("--view <view>", "RAW keeps noise, NEAREST puts it into the nearest cluster", ["RAW", "NEAREST"]).default(
        "RAW",
      ),
    )
    .option("--no-formula-guard", "CSV: do not put ' before texts that a spreadsheet would run as a formula")
    .action((options: ExportOptions, command: Command) => run(command, (context) => exportRun(context, options)));
}

async function exportRun(context: CommandContext, options: ExportOptions): Promise<ExitCode> {
  const columns = await RunColumns.fetch(context.client, options);
  let written = 0;
  let unknown = 0;
  const fill = async (append: (text: string) => Promise<void>): Promise<void> => {
    const format = rowFormat(options);
    const progress = startProgress(
      context.terminal,
      "export",
      columns.count,
      context.options.quiet || options.out === undefined,
    );
    try {
      await append(format.head);
      for await (const row of rows(context, columns, () => unknown++)) {
        await append(format.row(row));
        progress.update(++written);
      }
    } finally {
      progress.stop();
    }
  };
  if (options.out === undefined) await fill((text) => context.print(text));
  else await writeFileWhole(options.out, fill);
  if (options.out !== undefined) context.note(`${count(written)} documents written to ${options.out}`);
  if (written < columns.count)
    context.note(`${count(columns.count - written)} documents of the run were deleted since and are left out`);
  if (unknown > 0)
    context.note(`${count(unknown)} documents came after the run and are left out; topograph recluster takes them in`);
  return EXIT.done;
}

async function* rows(context: CommandContext, columns: RunColumns, onUnknown: () => void): AsyncGenerator<Row> {
  const collection = columns.clustering.collection.name;
  const documents = pages(
    async (first, after) =>
      (await context.client.request(ExportDocumentsDocument, { collection, first, after })).documents,
  );
  for await (const { id, key, title, url, publishedAt } of documents) {
    const assignment = columns.assignment(id);
    if (assignment === null) onUnknown();
    else yield { key, title, url, publishedAt, ...assignment };
  }
}

function rowFormat({ format, formulaGuard }: ExportOptions): { head: string; row: (row: Row) => string } {
  if (format === "jsonl") return { head: "", row: (row) => `${JSON.stringify(row)}\n` };
  const csv = { guardFormulas: formulaGuard };
  return {
    head: csvRow(COLUMNS, csv),
    row: (row) =>
      csvRow(
        COLUMNS.map((column) => row[column]),
        csv,
      ),
  };
}
