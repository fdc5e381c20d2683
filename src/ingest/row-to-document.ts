import type { JsonObject, JsonValue } from "../store/document.js";
import type { ColumnMapping } from "./column-mapping.js";
import { parseDate } from "./parse-date.js";
import type { RowFault } from "./raw-row.js";
import { shorten } from "./shorten.js";

/** A title or text longer than this, in UTF-8 bytes, is refused (Milvus holds no longer strings). */
export const MAX_TEXT_BYTES = 65_535;

/** A row that can be taken in; `key` is null where the row has none of its own. */
export interface RowDocument {
  readonly key: string | null;
  readonly title: string;
  readonly text: string;
  readonly url: string | null;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly publishedAt: number | null;
  readonly fields: JsonObject;
  readonly vector: ArrayLike<number> | null;
}

type Values = ReadonlyMap<string, JsonValue>;

/** Takes a row's columns for what the mapping says they are, trimmed; a fault says why the row cannot be used. */
export function rowToDocument(values: Values, mapping: ColumnMapping): RowDocument | RowFault {
  const texts: Record<"title" | "text" | "url" | "key", string> = { title: "", text: "", url: "", key: "" };
  for (const role of ["title", "text", "url", "key"] as const) {
    const column = mapping[role];
    const read = column === null ? "" : plainText(column, values.get(column));
    if (typeof read !== "string") return read;
    texts[role] = read;
  }
  if (texts.title === "" && texts.text === "") return unusable("has no title and no text");
  const publishedAt =
    mapping.publishedAt === null ? null : moment(mapping.publishedAt, values.get(mapping.publishedAt));
  if (typeof publishedAt === "object" && publishedAt !== null) return publishedAt;
  const vector = mapping.vector === null ? null : numbers(values.get(mapping.vector));
  if (vector !== null && "reason" in vector) return vector;
  return {
    key: texts.key === "" ? null : texts.key,
    title: texts.title,
    text: texts.text,
    url: texts.url === "" ? null : texts.url,
    publishedAt,
    fields: fieldsOf(values, mapping),
    vector,
  };
}

function plainText(column: string, value: JsonValue | undefined): string | RowFault {
  if (value === undefined || value === null) return "";
  if (typeof value === "object") return unusable(`"${column}" is not text`);
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return unusable(`"${column}" is a whole number beyond 2^53, whose last digits JSON loses; write it as a string`);
  }
  const text = String(value).trim();
  if (Buffer.byteLength(text) > MAX_TEXT_BYTES) {
    return { code: "TEXT_TOO_LONG", reason: `"${column}" is longer than ${MAX_TEXT_BYTES} UTF-8 bytes` };
  }
  if (text.includes("\u0000")) return unusable(`"${column}" holds a NUL character`);
  if (/\p{Surrogate}/u.test(text)) return unusable(`"${column}" holds half of a surrogate pair, which is no character`);
  return text;
}

function moment(column: string, value: JsonValue | undefined): number | null | RowFault {
  if (value === undefined || value === null || (typeof value === "string" && value.trim() === "")) return null;
  const date = typeof value === "string" || typeof value === "number" ? parseDate(value) : null;
  if (date !== null) return date;
  const shown = JSON.stringify(value);
  return unusable(
    `"${column}" is not a date that can be read: ${shorten(shown, 40)}; write it as 2026-03-01 or 2026-03-01T08:30:00Z, or use no date column`,
  );
}

function numbers(value: JsonValue | undefined): number[] | null | RowFault {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "number"))
    return value as number[];
  return { code: "INVALID_VECTOR", reason: "the vector is not a list of numbers" };
}

/** Empty cells and nulls are left out: a filter cannot match them. A JSON member `fields` is spread, as the API names it. */
function fieldsOf(values: Values, mapping: ColumnMapping): JsonObject {
  const entries: [string, JsonValue][] = [];
  for (const column of mapping.fields) {
    const value = values.get(column);
    if (value === undefined || value === null) continue;
    if (typeof value === "string") {
      if (value.trim() !== "") entries.push([column, value.trim()]);
    } else if (column === "fields" && typeof value === "object" && !Array.isArray(value)) {
      entries.push(...Object.entries(value as JsonObject));
    } else {
      entries.push([column, value]);
    }
  }
  // Object.fromEntries defines members and never assigns, so a column "__proto__" is a member like any other.
  return Object.fromEntries(entries);
}

function unusable(reason: string): RowFault {
  return { code: "BAD_USER_INPUT", reason };
}
