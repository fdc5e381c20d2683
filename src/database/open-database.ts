import { Kysely, SqliteDialect } from "kysely";
import { migrate, type Migrations } from "./migrate.js";
import { readOnlyDatabase } from "./read-only-database.js";
import { WorkerConnection } from "./worker-connection.js";
import { WorkerDialect } from "./worker-dialect.js";

export interface OpenDatabase<Schema> {
  /** In the database worker: writes, transactions, and reads of more than a page. */
  readonly writer: Kysely<Schema>;
  /** On this thread, synchronous: small reads by an index only. Sees every write that has resolved. */
  readonly reader: Kysely<Schema>;
  /** Statements compiled by `writer`, run in one transaction and one message. */
  readonly connection: WorkerConnection;
  close(): Promise<void>;
}

/** Opens the file, creating it if needed, and brings its schema up to date. */
export async function openDatabase<Schema>(path: string, migrations: Migrations): Promise<OpenDatabase<Schema>> {
  const connection = new WorkerConnection(path);
  const writer = new Kysely<Schema>({ dialect: new WorkerDialect(connection) });
  try {
    await migrate(writer, migrations);
    const database = readOnlyDatabase(path);
    const reader = new Kysely<Schema>({ dialect: new SqliteDialect({ database }) });
    return {
      writer,
      reader,
      connection,
      async close() {
        database.close();
        await connection.close();
      },
    };
  } catch (error) {
    await connection.abandon();
    throw error;
  }
}
