import { isDeepStrictEqual } from "node:util";

import { isTopographError, TopographError, type ErrorCode } from "../errors.js";
import { ContentKeys } from "../ingest/document-key.js";
import type { Document } from "../store/document.js";
import { checkRow, type CheckedRow, type DocumentInputRow } from "./document-row.js";

export interface IngestRejection {
  /** Place of the row in the request. */
  readonly index: number;
  /** As given. */
  readonly key: string | null;
  readonly code: ErrorCode;
  readonly message: string;
}

/** A document to store, with the places in the request that ask for it: more than one where a row is repeated. */
export interface IngestEntry {
  readonly document: Document;
  readonly row: CheckedRow;
  readonly indexes: number[];
}

/** The usable rows of a request by key, and why the others are not. */
export class IngestBatch {
  readonly #entries = new Map<string, IngestEntry>();
  readonly #rejections: IngestRejection[] = [];

  constructor(rows: readonly DocumentInputRow[]) {
    const contentKeys = new ContentKeys();
    rows.forEach((row, index) => {
      this.#attempt(index, row.key ?? null, () => {
        const checked = checkRow(row, index);
        const { title, text } = checked.given;
        this.#add(checked.key ?? contentKeys.next(title, text), checked);
      });
    });
  }

  get entries(): readonly IngestEntry[] {
    return [...this.#entries.values()];
  }

  get rejections(): readonly IngestRejection[] {
    return [...this.#rejections].sort((a, b) => a.index - b.index);
  }

  /** Runs what may throw a TopographError about this entry; then the entry is out and the result undefined. */
  attempt<T>(entry: IngestEntry, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.reject(entry, error);
      return undefined;
    }
  }

  reject(entry: IngestEntry, error: unknown): void {
    if (!isTopographError(error)) throw error;
    this.#entries.delete(entry.document.key);
    for (const index of entry.indexes) this.#note(index, entry.row.key, error);
  }

  #add(key: string, row: CheckedRow): void {
    const document = { key, ...row.document };
    const first = this.#entries.get(key);
    if (!first) {
      this.#entries.set(key, { document, row, indexes: [row.index] });
    } else if (isDeepStrictEqual(first.document, document) && sameNumbers(first.row.vector, row.vector)) {
      first.indexes.push(row.index);
    } else {
      throw new TopographError(
        "CONFLICT",
        `The request has another document with this key at index ${first.row.index}; give each a key of its own.`,
        { argument: "key" },
      );
    }
  }

  #attempt(index: number, key: string | null, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!isTopographError(error)) throw error;
      this.#note(index, key, error);
    }
  }

  #note(index: number, key: string | null, { code, message }: TopographError): void {
    this.#rejections.push({ index, key, code, message });
  }
}

export function sameNumbers(a: ArrayLike<number> | null, b: ArrayLike<number> | null): boolean {
  if (a === b) return true;
  if (a === null || b === null || a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
