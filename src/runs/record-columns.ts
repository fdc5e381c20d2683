import type { SqlRow, SqlValue } from "../database/sqlite-connection.js";

type Codec = "plain" | "json" | "boolean";

/** For each member of a record: its column, and how its value is kept there. */
export type RecordColumns<Item> = { readonly [Name in keyof Item]-?: readonly [column: string, codec: Codec] };

/** The columns of the members that are there; a change holds some only. */
export function toRow<Item extends object>(
  part: Partial<Item>,
  columns: RecordColumns<Item>,
): Record<string, SqlValue> {
  const row: Record<string, SqlValue> = {};
  for (const name of Object.keys(columns) as (keyof Item)[]) {
    const value = part[name];
    if (value === undefined) continue;
    const [column, codec] = columns[name];
    row[column] = codec === "plain" ? (value as SqlValue) : encoded(value, codec);
  }
  return row;
}

export function fromRow<Item extends object>(row: SqlRow, columns: RecordColumns<Item>): Item {
  const item: Partial<Record<keyof Item, unknown>> = {};
  for (const name of Object.keys(columns) as (keyof Item)[]) {
    const [column, codec] = columns[name];
    const value = row[column] ?? null;
    item[name] = codec === "plain" || value === null ? value : decoded(value, codec);
  }
  return item as Item;
}

function encoded(value: unknown, codec: "json" | "boolean"): SqlValue {
  if (codec === "boolean") return value ? 1 : 0;
  return value === null ? null : JSON.stringify(value);
}

function decoded(value: SqlValue, codec: "json" | "boolean"): unknown {
  return codec === "boolean" ? value === 1 : JSON.parse(value as string);
}
