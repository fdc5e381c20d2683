import { workerEntry } from "../worker-entry.js";
import type { DatabaseMethods, WriteStep } from "./database.worker.js";
import { Mutex } from "./mutex.js";
import type { SqlResult } from "./sqlite-connection.js";
import { WorkerChannel } from "./worker-channel.js";

/**
 * The connection that writes, in the worker thread that owns it. Whoever needs several calls in a row (a transaction)
 * holds the mutex meanwhile, because all callers share the one connection.
 */
export class WorkerConnection {
  readonly #mutex = new Mutex();
  readonly #channel: WorkerChannel<DatabaseMethods>;
  #closing: Promise<void> | null = null;

  constructor(path: string) {
    this.#channel = new WorkerChannel("database worker", workerEntry(import.meta.url, "./database.worker"), { path });
  }

  /** Waits for its turn; only the holder may call `execute`. */
  acquire(): Promise<() => void> {
    return this.#mutex.acquire();
  }

  /** Changes when the thread was started again, which ends an open transaction. */
  get generation(): number {
    return this.#channel.generation;
  }

  execute(sql: string, parameters: readonly unknown[]): Promise<SqlResult> {
    return this.#channel.call("execute", { sql, parameters });
  }

  /** No error where no transaction is open. */
  async rollback(): Promise<void> {
    await this.#channel.call("rollback", null);
  }

  /**
   * All steps in one transaction and one message; returns the rows each step changed. Buffers in `moved` are taken from
   * the caller instead of being copied.
   */
  write(steps: readonly WriteStep[], moved: readonly ArrayBuffer[] = []): Promise<number[]> {
    return this.#mutex.run(() => this.#channel.call("write", { steps }, { transfer: moved }));
  }

  /** Waits for what is under way, moves what the write-ahead log holds into the database file, and ends the thread. */
  close(): Promise<void> {
    return (this.#closing ??= this.#mutex.run(async () => {
      try {
        await this.#channel.call("close", null);
      } finally {
        await this.#channel.close();
      }
    }));
  }

  /** Ends the thread as it is, after a failed start. */
  async abandon(): Promise<void> {
    await this.#channel.close();
  }
}
