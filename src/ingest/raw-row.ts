import type { ErrorCode } from "../errors.js";
import type { JsonValue } from "../store/document.js";

/** A row longer than this is not read: it is a bomb, or a quote that is never closed. */
export const MAX_ROW_BYTES = 4 * 1024 * 1024;
/** More columns than any table of documents has. */
export const MAX_COLUMNS = 1000;

/** Why a row cannot be used; the rest of the file goes on. */
export interface RowFault {
  readonly code: ErrorCode;
  readonly reason: string;
}

/** One row of a file as it stands there: its values by column name, or what is wrong with it. Lines count from 1. */
export type RawRow =
  | { readonly line: number; readonly values: ReadonlyMap<string, JsonValue> }
  | { readonly line: number; readonly fault: RowFault };
