import type { SqliteDatabase, SqliteStatement } from "kysely";
import { SqliteConnection } from "./sqlite-connection.js";

const READS = /^\s*(select|with|pragma)\b/i;

/** A connection of this thread that refuses to write, in the shape of Kysely's SqliteDialect. */
export function readOnlyDatabase(path: string): SqliteDatabase {
  const connection = new SqliteConnection(path, { readOnly: true });
  const prepare = (sql: string): SqliteStatement => {
    // The connection would refuse as well, but it would blame the data directory.
    if (!READS.test(sql)) throw new Error(`this connection only reads; give the database worker: ${sql}`);
    return {
      reader: true,
      all: (parameters) => connection.execute(sql, parameters).rows,
      iterate: (parameters) => connection.execute(sql, parameters).rows.values(),
      run: () => {
        throw new Error("a statement that reads is not run");
      },
    };
  };
  return { prepare, close: () => connection.close() };
}
