import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";

export interface CorpusDocument {
  readonly title: string;
  readonly body: string;
}

/** Columns of a CSV file with a header: the first is the title, the others together are the body. */
export async function readCorpus(file: string, columns: readonly string[]): Promise<readonly CorpusDocument[]> {
  const rows = await readColumns(file, columns);
  return rows.map(([title = "", ...rest]) => ({ title: cleanText(title), body: cleanText(rest.join(" ")) }));
}

/** The cells as they stand in the file. */
export async function readColumns(file: string, columns: readonly string[]): Promise<readonly (readonly string[])[]> {
  const rows = parse(await readFile(file), { columns: true, bom: true }) as Record<string, string>[];
  const missing = columns.filter((column) => rows[0]?.[column] === undefined);
  if (missing.length > 0) throw new Error(`The corpus has no column ${missing.join(", no ")}.`);
  return rows.map((row) => columns.map((column) => row[column] ?? ""));
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** Undoes what feeds leave in their texts: markup, and character references that may have lost their ampersand. */
export function cleanText(text: string): string {
  return text
    .replace(/&?#(\d{2,5});/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&?\b(amp|lt|gt|quot|apos|nbsp);/g, (_, name: string) => NAMED[name] ?? " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/[\\\s]+/g, " ")
    .trim();
}
