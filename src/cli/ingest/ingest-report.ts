import type { DocumentFile } from "../../ingest/document-file.js";
import { count } from "../output/table.js";
import { printable } from "../../printable-text.js";
import type { RowRejection } from "./document-batches.js";

export interface IngestTotals {
  inserted: number;
  updated: number;
  unchanged: number;
  readonly rejections: RowRejection[];
}

const DELIMITER_NAMES: Readonly<Record<string, string>> = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" };
const SHOWN_REJECTIONS = 10;

/** What each column of the file was taken for. */
export function describeMapping({ path, format, delimiter, mapping, rowCount }: DocumentFile): string {
  const form =
    format === "jsonl"
      ? "JSON Lines"
      : `CSV, ${delimiter === null ? "one column" : (DELIMITER_NAMES[delimiter] ?? "")}`;
  const rows: [string, string | null][] = [
    ["title", mapping.title],
    ["text", mapping.text],
    ["url", mapping.url],
    ["published at", mapping.publishedAt],
    ["key", mapping.key ?? "(made of title and text)"],
    [
      "fields",
      mapping.fields.length === 0
        ? null
        : mapping.fields.slice(0, 20).join(", ") + (mapping.fields.length > 20 ? ", …" : ""),
    ],
    ...(mapping.vector === null ? [] : [["vector", mapping.vector] as [string, string]]),
  ];
  const lines = rows.map(([role, column]) => `  ${role.padEnd(12)} ${printable(column ?? "-")}`);
  return [`${path}: ${form}, ${count(rowCount)} rows`, ...lines].join("\n");
}

export function describeTotals({ inserted, updated, unchanged, rejections }: IngestTotals, collection: string): string {
  return `collection ${collection}: ${count(inserted)} inserted, ${count(updated)} updated, ${count(unchanged)} unchanged, ${count(rejections.length)} rejected`;
}

export function describeRejections(rejections: readonly RowRejection[], all: boolean): string {
  const shown = all ? rejections : rejections.slice(0, SHOWN_REJECTIONS);
  const lines = shown.map(({ line, code, reason }) => `  line ${line}: ${printable(reason)} (${code})`);
  const rest = rejections.length - shown.length;
  return [
    `${count(rejections.length)} ${rejections.length === 1 ? "row was" : "rows were"} not taken in:`,
    ...lines,
    ...(rest > 0 ? [`  and ${count(rest)} more; --verbose shows all`] : []),
  ].join("\n");
}
