import { Migrator, type Kysely, type Migration } from "kysely";
import { isTopographError, TopographError } from "../errors.js";

/** By name; the names' order is the order in which they run. A released migration is never changed. */
export type Migrations = Readonly<Record<string, Migration>>;

/** Brings the file to the newest schema, all pending migrations in one transaction. */
export async function migrate<Schema>(database: Kysely<Schema>, migrations: Migrations): Promise<void> {
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (isTopographError(error)) throw error;
  if (results === undefined && error instanceof Error && error.message.startsWith("corrupted migrations")) {
    throw new TopographError(
      "DATA_DIR_UNUSABLE",
      "The data directory was written by a newer version of this program; run that version, or choose another DATA_DIR.",
      {},
      { cause: error },
    );
  }
  throw error;
}
