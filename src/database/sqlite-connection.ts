import Database from "libsql";
import { toStorageError } from "./storage-error.js";
import { decodeText, encodeText } from "./text-encoding.js";

export type SqlValue = string | number | bigint | null | Uint8Array;
export type SqlRow = Record<string, SqlValue>;

export interface SqlResult {
  readonly rows: SqlRow[];
  readonly changes: number;
}

export interface ConnectionOptions {
  readonly readOnly?: boolean;
}

type Statement = ReturnType<InstanceType<typeof Database>["prepare"]>;

/** Statements kept prepared; the programs here use a few dozen. */
const STATEMENT_CACHE = 128;
const BUSY_TIMEOUT_MS = 5000;

/**
 * One connection to a database file, synchronous. Everything goes through it because libsql's own binding is not safe to
 * call directly: a boolean parameter ends the process, texts are cut at NUL, empty blobs come back as ArrayBuffer.
 */
export class SqliteConnection {
  readonly #database: InstanceType<typeof Database>;
  readonly #statements = new Map<string, Statement>();

  constructor(path: string, options: ConnectionOptions = {}) {
    this.#database = guarded(() => new Database(path));
    try {
      this.execute(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
      this.execute("pragma journal_mode = wal");
      this.execute("pragma synchronous = full");
      this.execute("pragma foreign_keys = on");
      if (options.readOnly) this.execute("pragma query_only = on");
    } catch (error) {
      this.close();
      throw error;
    }
  }

  execute(sql: string, parameters: readonly unknown[] = []): SqlResult {
    const bound = parameters.map(toBindable);
    return guarded(() => {
      const statement = this.#prepared(sql);
      if (!statement.reader) return { rows: [], changes: statement.run(bound).changes };
      return { rows: (statement.all(bound) as SqlRow[]).map(fromRow), changes: 0 };
    });
  }

  /** The same statement once for each row of parameters; returns the rows changed in all. */
  executeMany(sql: string, rows: readonly (readonly unknown[])[]): number {
    let changes = 0;
    for (const row of rows) changes += this.execute(sql, row).changes;
    return changes;
  }

  /** Everything in `work`, or nothing. */
  transaction<T>(work: () => T): T {
    this.execute("begin immediate");
    try {
      const result = work();
      this.execute("commit");
      return result;
    } catch (error) {
      this.rollback();
      throw error;
    }
  }

  /** No error where SQLite has rolled back by itself, as it does when the disk is full. */
  rollback(): void {
    try {
      this.execute("rollback");
    } catch {
      // No transaction is open any more.
    }
  }

  /** The file handles go when the prepared statements are collected, at the latest when the thread ends. */
  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepared(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known) {
      // Put back at the end, so that the first entry is the one unused for longest.
      this.#statements.delete(sql);
      this.#statements.set(sql, known);
      return known;
    }
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > STATEMENT_CACHE) {
      const oldest = this.#statements.keys().next();
      if (!oldest.done) this.#statements.delete(oldest.value);
    }
    return statement;
  }
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toStorageError(error);
  }
}

function toBindable(value: unknown): SqlValue {
  if (value === null || typeof value === "bigint" || value instanceof Uint8Array) return value;
  if (typeof value === "string") return encodeText(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  // NaN would be stored as NULL.
  if (typeof value === "number" && !Number.isNaN(value)) return value;
  throw new TypeError(
    `expected a string, number, bigint, boolean, Uint8Array or null as SQL parameter, got ${String(value)}`,
  );
}

function fromRow(row: SqlRow): SqlRow {
  for (const name in row) {
    const value: unknown = row[name];
    if (typeof value === "string") row[name] = decodeText(value);
    else if (value instanceof ArrayBuffer) row[name] = new Uint8Array(value);
  }
  return row;
}
