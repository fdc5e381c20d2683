import { workerData } from "node:worker_threads";
import { SqliteConnection, type SqlResult } from "./sqlite-connection.js";
import { Moved, serveWorker } from "./worker-host.js";

/** A statement that runs once for each row of parameters. */
export interface WriteStep {
  readonly sql: string;
  readonly rows: readonly (readonly unknown[])[];
}

export type DatabaseMethods = {
  execute: { argument: { sql: string; parameters: readonly unknown[] }; result: SqlResult };
  write: { argument: { steps: readonly WriteStep[] }; result: number[] };
  rollback: { argument: null; result: null };
  close: { argument: null; result: null };
};

const { path } = workerData as { path: string };
let open: SqliteConnection | null = null;
// Opened by the first call, so that a failure reaches a caller instead of ending the thread.
const connection = (): SqliteConnection => (open ??= new SqliteConnection(path));

/** Blobs come out of libsql in buffers of their own, which can change hands. */
function ownBuffers(result: SqlResult): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const row of result.rows) {
    for (const value of Object.values(row)) {
      if (!(value instanceof Uint8Array) || value.byteLength === 0) continue;
      const { buffer } = value;
      if (buffer instanceof ArrayBuffer && buffer.byteLength === value.byteLength) buffers.add(buffer);
    }
  }
  return [...buffers];
}

serveWorker<DatabaseMethods>({
  execute({ sql, parameters }) {
    const result = connection().execute(sql, parameters);
    return new Moved(result, ownBuffers(result));
  },
  write({ steps }) {
    const database = connection();
    return database.transaction(() => steps.map(({ sql, rows }) => database.executeMany(sql, rows)));
  },
  rollback() {
    connection().rollback();
    return null;
  },
  close() {
    try {
      open?.execute("pragma wal_checkpoint(truncate)");
    } catch {
      // A full disk, say. Nothing is lost: the log stays and is read at the next start.
    }
    open?.close();
    open = null;
    return null;
  },
});
