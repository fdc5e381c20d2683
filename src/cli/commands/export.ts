import type { Command } from "commander";
import { answered } from "../client/answered.js";
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
  "stale",
] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string | number | boolean | null>>;

interface ExportOptions {
  readonly collection: string;
  readonly run?: string;
  readonly format?: "csv" | "jsonl";
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
    .addOption(choice("--format <format>", "what to write; csv, or jsonl with --json", ["csv", "jsonl"]))
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
  const format = rowFormat(options.format ?? (context.options.json ? "jsonl" : "csv"), options);
  let written = 0;
  let unknown = 0;
  let stale = 0;
  const fill = async (append: (text: string) => Promise<void>): Promise<void> => {
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
        if (row.stale === true) stale++;
        progress.update(++written);
      }
    } finally {
      progress.stop();
    }
  };
  if (options.out === undefined) await fill((text) => context.print(text));
  else await writeFileWhole(options.out, fill);
  if (options.out !== undefined) context.note(`${documents(written)} written to ${options.out}`);
  if (written < columns.count)
    context.note(`${documents(columns.count - written)} of the run deleted since, left out here`);
  if (unknown > 0)
    context.note(`${documents(unknown)} came after the run, left out here; topograph recluster takes them in`);
  if (stale > 0)
    context.note(
      `${documents(stale)} changed since the run, which clustered the former text; the column stale says which`,
    );
  return EXIT.done;
}

async function* rows(context: CommandContext, columns: RunColumns, onUnknown: () => void): AsyncGenerator<Row> {
  const collection = columns.clustering.collection.name;
  const run = columns.clustering.id;
  const found = pages(async (first, after) =>
    answered((await context.client.request(ExportDocumentsDocument, { run, collection, first, after })).documents),
  );
  for await (const { id, key, title, url, publishedAt, membership } of found) {
    const assignment = columns.assignment(id);
    if (assignment === null) onUnknown();
    else yield { key, title, url, publishedAt, ...assignment, stale: membership?.stale ?? false };
  }
}

function documents(number: number): string {
  return `${count(number)} ${number === 1 ? "document" : "documents"}`;
}

interface RowFormat {
  readonly head: string;
  readonly row: (row: Row) => string;
}

function rowFormat(format: "csv" | "jsonl", { formulaGuard }: ExportOptions): RowFormat {
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
