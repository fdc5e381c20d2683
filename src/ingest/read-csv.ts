import { pipeline, Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { TopographError } from "../errors.js";
import type { JsonValue } from "../store/document.js";
import { MAX_COLUMNS, MAX_ROW_BYTES, type RawRow } from "./raw-row.js";
import { utf8Chunks } from "./utf8-chunks.js";

/** Stands for "no delimiter": in a file of one column a comma is part of the text. */
const NO_DELIMITER = "\u001f";

interface CsvRecord {
  readonly line: number;
  readonly record: readonly string[];
  /** The row as it stands in the file, with the blank lines before it. */
  readonly raw: string;
}

/**
 * Reads CSV as RFC 4180 describes it and as people write it: any line ending, also mixed; a quote inside an unquoted cell is
 * a character. Blank lines are no rows. The first row names the columns.
 *
 * @param delimiter one character, or null for a file of one column
 * @param onColumns called once with the column names before the first row
 */
export async function* readCsv(
  path: string,
  delimiter: string | null,
  onColumns: (columns: readonly string[]) => void,
): AsyncGenerator<RawRow> {
  let columns: readonly string[] | undefined;
  for await (const record of csvRecords(path, delimiter ?? NO_DELIMITER)) {
    if (columns === undefined) {
      columns = columnNames(path, record.record);
      onColumns(columns);
      continue;
    }
    const row = toRow(columns, record);
    if (row !== null) yield row;
  }
}

async function* csvRecords(path: string, delimiter: string): AsyncGenerator<CsvRecord> {
  let line = 1;
  let fed = 0;
  let recordEnd = 0;
  const starts: number[] = [];
  const parser = parse({
    delimiter,
    raw: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: 0,
    record_delimiter: ["\r\n", "\n", "\r"],
    // Lines are counted here, not by the parser, which takes \r\n inside quotes for two.
    on_record: (found, { bytes, raw = "" }) => {
      starts.push(line + leadingBreaks(raw));
      line += lineBreaks(raw);
      recordEnd = bytes;
      return found;
    },
  });
  const bounded = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of utf8Chunks(path)) {
      fed += chunk.length;
      yield chunk;
      if (fed - recordEnd > MAX_ROW_BYTES) {
        throw new TopographError(
          "UNSUPPORTED_FILE",
          `${path}: the row that starts at line ${line} is longer than ${MAX_ROW_BYTES} bytes; is a quote there never closed?`,
          { path, line },
        );
      }
    }
  };
  // Errors of either side come out of the parser's own iteration.
  pipeline(Readable.from(bounded(), { objectMode: false }), parser, () => undefined);
  try {
    for await (const found of parser) {
      yield { line: starts.shift() ?? line, ...(found as Omit<CsvRecord, "line">) };
    }
  } catch (error) {
    if (error instanceof CsvError && error.code === "CSV_QUOTE_NOT_CLOSED") {
      throw new TopographError(
        "UNSUPPORTED_FILE",
        `${path}: a quote opened in the row that starts at line ${line} is never closed.`,
        { path, line },
      );
    }
    if (error instanceof CsvError) {
      throw new TopographError(
        "UNSUPPORTED_FILE",
        `${path}, line ${line}: ${error.message}`,
        { path, line },
        { cause: error },
      );
    }
    throw error;
  }
}

function columnNames(path: string, cells: readonly string[]): string[] {
  if (cells.length > MAX_COLUMNS) {
    throw new TopographError(
      "UNSUPPORTED_FILE",
      `${path} has ${cells.length} columns; at most ${MAX_COLUMNS} are read.`,
      {
        path,
        columns: cells.length,
      },
    );
  }
  const taken = new Set<string>();
  return cells.map((cell, index) => {
    const name = cell.trim() === "" ? `column_${index + 1}` : cell.trim();
    let unique = name;
    for (let copy = 2; taken.has(unique); copy++) unique = `${name}_${copy}`;
    taken.add(unique);
    return unique;
  });
}

function toRow(columns: readonly string[], { line, record: cells, raw }: CsvRecord): RawRow | null {
  const surplus = cells.slice(columns.length);
  const blank = cells.every((cell) => cell.trim() === "");
  if (cells.length < columns.length || surplus.some((cell) => cell.trim() !== "")) {
    if (blank) return null;
    const reason = `has ${cells.length} columns where the header has ${columns.length}`;
    return { line, fault: { code: "UNSUPPORTED_FILE", reason } };
  }
  if (cells.some((cell) => swallowedQuote(cell, raw))) {
    return {
      line,
      fault: { code: "UNSUPPORTED_FILE", reason: "a quote is not closed, or a quote inside it is not doubled" },
    };
  }
  const values = new Map<string, JsonValue>();
  columns.forEach((column, index) => values.set(column, cells[index] ?? ""));
  return { line, values };
}

/**
 * A cell that keeps its opening quote was quoted, but went on after the quote that should close it. Within a line that is
 * text with a quote at its start; over lines it has swallowed other rows. (A literal quote at the start is written """.)
 */
function swallowedQuote(cell: string, raw: string): boolean {
  return cell.startsWith('"') && /[\r\n]/.test(cell) && !raw.includes('"""');
}

function leadingBreaks(text: string): number {
  return lineBreaks(/^[\r\n]*/.exec(text)?.[0] ?? "");
}

function lineBreaks(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
