import { printable } from "../../printable-text.js";

export interface Column<Row> {
  readonly header: string;
  readonly value: (row: Row) => string | number | null;
  /** Longer values end in an ellipsis; without it they are shown whole. */
  readonly width?: number;
}

/** Lines of a table with aligned columns; numbers stand to the right. */
export function formatTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map(({ value, width }) => fit(value(row), width)));
  const numeric = columns.map(({ value }) => rows.some((row) => typeof value(row) === "number"));
  const widths = columns.map(({ header }, at) =>
    Math.max(length(header), ...cells.map((line) => length(line[at] ?? ""))),
  );
  const line = (values: readonly string[]): string =>
    values
      .map((value, at) => {
        const space = " ".repeat((widths[at] ?? 0) - length(value));
        return numeric[at] === true ? space + value : value + space;
      })
      .join("  ")
      .trimEnd();
  return [line(columns.map(({ header }) => header)), ...cells.map(line)].map((text) => `${text}\n`).join("");
}

export function percent(share: number | null): string {
  return share === null ? "?" : `${(share * 100).toFixed(1)}%`;
}

/** 11109 -> 11,109 */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}

function fit(value: string | number | null, width: number | undefined): string {
  const text = value === null ? "" : printable(String(value));
  const characters = [...text];
  return width !== undefined && characters.length > width ? `${characters.slice(0, width - 1).join("")}…` : text;
}

function length(text: string): number {
  return [...text].length;
}
