import { createHash } from "node:crypto";
import { TopographError } from "../errors.js";
import { type ColumnMapping, type ColumnOverrides, mapColumns } from "./column-mapping.js";
import { ContentKeys } from "./document-key.js";
import { detectDelimiter, detectFormat, type FileFormat, refuseJsonArray } from "./file-format.js";
import { MAX_COLUMNS, type RawRow, type RowFault } from "./raw-row.js";
import { readCsv } from "./read-csv.js";
import { readJsonLines } from "./read-json-lines.js";
import { type RowDocument, rowToDocument } from "./row-to-document.js";
import { shorten } from "./shorten.js";
import { utf8Chunks } from "./utf8-chunks.js";

const VECTOR_MEMBER = "vector";

export interface DocumentFileOptions {
  /** Told by the name's ending or the first character where it is left out. */
  readonly format?: FileFormat;
  readonly columns?: ColumnOverrides;
  /** Columns to keep as fields; without it all that have no role. */
  readonly fields?: readonly string[];
}

export interface KeyedDocument extends RowDocument {
  readonly key: string;
}

/** A row of the file: `index` counts data rows from 0, the unusable ones too, and so names the row's place in a vector file. */
export type FileRow = { readonly index: number; readonly line: number } & (
  { readonly document: KeyedDocument } | { readonly fault: RowFault }
);

/** A file of documents that has been read through once: it is UTF-8, its quotes are closed, its columns have their roles. */
export interface DocumentFile {
  readonly path: string;
  readonly format: FileFormat;
  /** What separates a CSV file's columns; null in a file of one column and in JSON Lines. */
  readonly delimiter: string | null;
  readonly columns: readonly string[];
  readonly mapping: ColumnMapping;
  /** Data rows, the unusable ones too; blank lines and the header do not count. */
  readonly rowCount: number;
  /** Length of the first vector in the rows; null where none has one. */
  readonly vectorDimension: number | null;
  /** Reads the file again, row by row. Keys and faults are the same each time. */
  rows(): AsyncGenerator<FileRow>;
}

/**
 * Reads a file through, so that one that cannot be used is refused before any of it is taken in.
 * Rejects with UNSUPPORTED_FILE (empty, not UTF-8, a quote never closed, no rows) or BAD_USER_INPUT (no such file or column).
 */
export async function openDocumentFile(path: string, options: DocumentFileOptions = {}): Promise<DocumentFile> {
  const head = await firstChunk(path);
  const format = options.format ?? detectFormat(path, head);
  if (format === "jsonl") refuseJsonArray(path, head);
  const delimiter = format === "csv" ? detectDelimiter(head) : null;
  const survey = await surveyRows(path, format, delimiter);
  if (survey.rowCount === 0) {
    const what = format === "csv" && survey.columns.length > 0 ? "has a header but no rows" : "holds no rows";
    throw new TopographError("UNSUPPORTED_FILE", `${path} ${what}.`, { path });
  }
  if (survey.columns.length === 0) {
    const first = survey.firstFault;
    throw new TopographError(
      "UNSUPPORTED_FILE",
      `${path} holds no usable row${first === null ? "" : `; line ${first.line} ${first.reason}`}.`,
      { path },
    );
  }
  const mapping = mapColumns(path, survey.columns, {
    ...(options.columns === undefined ? {} : { overrides: options.columns }),
    ...(options.fields === undefined ? {} : { fields: options.fields }),
    ...(format === "jsonl" ? { vector: VECTOR_MEMBER } : {}),
  });
  return {
    path,
    format,
    delimiter,
    columns: survey.columns,
    mapping,
    rowCount: survey.rowCount,
    vectorDimension: survey.vectorDimension,
    rows: () =>
      documentRows(
        readRows(path, format, delimiter, () => undefined),
        mapping,
      ),
  };
}

function readRows(
  path: string,
  format: FileFormat,
  delimiter: string | null,
  onColumns: (columns: readonly string[]) => void,
): AsyncGenerator<RawRow> {
  return format === "csv" ? readCsv(path, delimiter, onColumns) : readJsonLines(path);
}

interface Survey {
  readonly columns: readonly string[];
  readonly rowCount: number;
  readonly vectorDimension: number | null;
  readonly firstFault: (RowFault & { readonly line: number }) | null;
}

async function surveyRows(path: string, format: FileFormat, delimiter: string | null): Promise<Survey> {
  const columns = new Set<string>();
  let rowCount = 0;
  let vectorDimension: number | null = null;
  let firstFault: Survey["firstFault"] = null;
  for await (const row of readRows(path, format, delimiter, (names) => names.forEach((name) => columns.add(name)))) {
    rowCount++;
    if ("fault" in row) {
      firstFault ??= { ...row.fault, line: row.line };
      continue;
    }
    // Members of JSON objects may differ from line to line; the first thousand names are the columns.
    if (format === "jsonl") for (const name of row.values.keys()) if (columns.size < MAX_COLUMNS) columns.add(name);
    const vector = format === "jsonl" ? row.values.get(VECTOR_MEMBER) : undefined;
    if (vectorDimension === null && Array.isArray(vector)) vectorDimension = vector.length;
  }
  return { columns: [...columns], rowCount, vectorDimension, firstFault };
}

async function* documentRows(rows: AsyncIterable<RawRow>, mapping: ColumnMapping): AsyncGenerator<FileRow> {
  const contentKeys = new ContentKeys();
  const seen = new Map<string, { readonly line: number; readonly digest: string }>();
  let index = -1;
  for await (const row of rows) {
    index++;
    const { line } = row;
    const found = "fault" in row ? row.fault : rowToDocument(row.values, mapping);
    if ("reason" in found) {
      yield { index, line, fault: found };
      continue;
    }
    const key = found.key ?? contentKeys.next(found.title, found.text);
    const digest = createHash("sha1").update(JSON.stringify(found)).digest("base64");
    const before = seen.get(key);
    if (before === undefined) seen.set(key, { line, digest });
    if (before === undefined || before.digest === digest) {
      yield { index, line, document: { ...found, key } };
    } else {
      // Taking both would make the later row overwrite the earlier, and a second run of the same file write both again.
      const reason = `has the key "${shorten(key, 60)}" of line ${before.line}, but is another document`;
      yield { index, line, fault: { code: "CONFLICT", reason } };
    }
  }
}

async function firstChunk(path: string): Promise<string> {
  for await (const chunk of utf8Chunks(path)) return chunk.toString("utf8");
  return "";
}
