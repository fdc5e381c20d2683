import { isWellFormed } from "../database/text-encoding.js";
import { TopographError } from "../errors.js";
import type { Document, JsonObject } from "../store/document.js";
import { firstLine } from "../store/first-line.js";
import { cleanFields } from "./document-fields.js";
import { LIMITS } from "./limits.js";

/** A document as it comes in; null and absent mean the same. */
export interface DocumentInputRow {
  /** Without one, the document gets a key made of its title and text. */
  readonly key?: string | null;
  readonly title?: string | null;
  readonly text: string;
  readonly url?: string | null;
  /** Milliseconds since 1970. */
  readonly publishedAt?: number | null;
  readonly fields?: JsonObject | null;
  /** Without one, the text is embedded. */
  readonly vector?: ArrayLike<number> | null;
}

/** A row that can be stored as far as it goes by itself. */
export interface CheckedRow {
  readonly index: number;
  /** Null: to be made of the content. */
  readonly key: string | null;
  readonly document: Omit<Document, "key">;
  /** Title and text as given, trimmed; empty where there was none. */
  readonly given: { readonly title: string; readonly text: string };
  /** What the model gets to read. */
  readonly embeddingText: string;
  readonly vector: ArrayLike<number> | null;
}

const MAX_TIME = 8.64e15;

/** @throws TopographError that says what is wrong with this row */
export function checkRow(row: DocumentInputRow, index: number): CheckedRow {
  const given = { title: checkText("title", row.title ?? "").trim(), text: checkText("text", row.text).trim() };
  const text = given.text || given.title;
  if (text === "") throw new TopographError("BAD_USER_INPUT", "text is empty.", { argument: "text" });
  return {
    index,
    key: row.key === null || row.key === undefined ? null : checkKey(row.key),
    document: {
      title: given.title || firstLine(text),
      text,
      url: checkText("url", row.url ?? "").trim() || null,
      publishedAt: checkTime(row.publishedAt ?? null),
      fields: cleanFields(row.fields ?? {}),
    },
    given,
    embeddingText: given.title && given.text ? `${given.title}\n${given.text}` : text,
    vector: row.vector ?? null,
  };
}

/** @throws TopographError BAD_USER_INPUT or TEXT_TOO_LONG */
export function checkText(argument: string, text: string): string {
  if (!isWellFormed(text)) {
    throw new TopographError("BAD_USER_INPUT", `${argument} is not well-formed Unicode: it has a lone surrogate.`, {
      argument,
    });
  }
  const bytes = Buffer.byteLength(text);
  if (bytes > LIMITS.maxTextBytes) throw tooLong(argument, bytes, LIMITS.maxTextBytes);
  return text;
}

function checkKey(key: string): string {
  checkText("key", key);
  if (key.trim() === "") {
    throw new TopographError("BAD_USER_INPUT", "key is blank; leave it out to have one made of the content.", {
      argument: "key",
    });
  }
  const bytes = Buffer.byteLength(key);
  if (bytes > LIMITS.maxKeyBytes) throw tooLong("key", bytes, LIMITS.maxKeyBytes);
  return key;
}

function tooLong(argument: string, actual: number, max: number): TopographError {
  return new TopographError("TEXT_TOO_LONG", `${argument} has ${actual} UTF-8 bytes, at most ${max} are kept.`, {
    argument,
    max,
    actual,
  });
}

function checkTime(time: number | null): number | null {
  if (time === null || (Number.isInteger(time) && Math.abs(time) <= MAX_TIME)) return time;
  throw new TopographError("BAD_USER_INPUT", "publishedAt is no date between the years -271821 and 275760.", {
    argument: "publishedAt",
  });
}
