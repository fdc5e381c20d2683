import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type QueryCompiler,
  type QueryResult,
} from "kysely";
import { TopographError } from "../errors.js";
import type { WorkerConnection } from "./worker-connection.js";

/** Kysely on the connection in the database worker. */
export class WorkerDialect implements Dialect {
  constructor(private readonly connection: WorkerConnection) {}

  createDriver(): Driver {
    return new WorkerDriver(this.connection);
  }

  createQueryCompiler(): QueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): DialectAdapter {
    return new TransactionalSqliteAdapter();
  }

  createIntrospector(database: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(database);
  }
}

/** SQLite does roll back schema changes; Kysely's own adapter says it does not, and would leave half a migration. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class HeldConnection implements DatabaseConnection {
  /** The thread that the open transaction lives in; null outside of one. */
  #transactionIn: number | null = null;

  constructor(
    private readonly connection: WorkerConnection,
    readonly release: () => void,
  ) {}

  async begin(): Promise<void> {
    await this.executeQuery(CompiledQuery.raw("begin immediate"));
    this.#transactionIn = this.connection.generation;
  }

  async commit(): Promise<void> {
    await this.executeQuery(CompiledQuery.raw("commit"));
    this.#transactionIn = null;
  }

  async rollback(): Promise<void> {
    this.#transactionIn = null;
    await this.connection.rollback();
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#transactionIn !== null && this.#transactionIn !== this.connection.generation) {
      // In a fresh thread the rest of the transaction would commit statement by statement.
      throw new TopographError("WORKER_FAILED", "The database worker ended in the middle of a transaction; try again.");
    }
    const { rows, changes } = await this.connection.execute(sql, parameters);
    return { rows: rows as R[], numAffectedRows: BigInt(changes) };
  }

  // eslint-disable-next-line require-yield -- the interface asks for a generator
  async *streamQuery<R>(): AsyncGenerator<QueryResult<R>> {
    throw new Error("the database worker has no cursors: read in pages by key");
  }
}

class WorkerDriver implements Driver {
  constructor(private readonly connection: WorkerConnection) {}

  async init(): Promise<void> {
    // The worker opens the file with its first query.
  }

  async acquireConnection(): Promise<HeldConnection> {
    return new HeldConnection(this.connection, await this.connection.acquire());
  }

  async beginTransaction(held: HeldConnection): Promise<void> {
    await held.begin();
  }

  async commitTransaction(held: HeldConnection): Promise<void> {
    await held.commit();
  }

  async rollbackTransaction(held: HeldConnection): Promise<void> {
    await held.rollback();
  }

  async releaseConnection(held: HeldConnection): Promise<void> {
    held.release();
  }

  async destroy(): Promise<void> {
    await this.connection.close();
  }
}
