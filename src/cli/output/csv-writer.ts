export type CsvCell = string | number | boolean | null;

export interface CsvOptions {
  /**
   * Put an apostrophe before texts that a spreadsheet would take for a formula. On unless a program reads the file and needs
   * the texts to the letter.
   */
  readonly guardFormulas: boolean;
}

/** One row of CSV (RFC 4180, but a line feed alone ends it). Numbers and booleans stay as they are; null is an empty cell. */
export function csvRow(cells: readonly CsvCell[], { guardFormulas }: CsvOptions): string {
  return `${cells.map((cell) => csvCell(cell, guardFormulas)).join(",")}\n`;
}

function csvCell(cell: CsvCell, guardFormulas: boolean): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const text = guardFormulas && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
