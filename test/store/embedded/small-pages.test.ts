import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

import { type Migrations } from "../../../src/database/migrate.js";
import { openDatabase, type OpenDatabase } from "../../../src/database/open-database.js";
import { RUNS_MIGRATIONS, type RunsSchema } from "../../../src/runs/schema.js";
import { SqliteRunStore } from "../../../src/runs/sqlite-run-store.js";
import { LIMITS } from "../../../src/services/limits.js";
import { DocumentReader } from "../../../src/store/embedded/document-reader.js";
import { DOCUMENTS_MIGRATIONS, type DocumentsSchema } from "../../../src/store/embedded/schema.js";

const directory = mkdtempSync(join(tmpdir(), "topograph-"));
const opened: { close(): Promise<void> }[] = [];
afterAll(async () => {
  for (const database of opened) await database.close();
  rmSync(directory, { recursive: true, force: true });
});

/** A new database whose worker is not to be asked. */
async function withoutWorker<Schema>(name: string, migrations: Migrations): Promise<OpenDatabase<Schema>> {
  const database = await openDatabase<Schema>(join(directory, name), migrations);
  opened.push(database);
  const writer = new Proxy(database.writer, {
    get() {
      throw new Error("the worker was asked");
    },
  });
  return { ...database, writer };
}

/** What a page of that many reads: one more tells whether there is a next. */
const [longest, longer] = [LIMITS.maxPage + 1, LIMITS.maxPage + 2];

describe("the longest page of the API is read without a message to the database worker, a longer one is not", () => {
  it("of documents", async () => {
    const reader = new DocumentReader(await withoutWorker<DocumentsSchema>("documents.db", DOCUMENTS_MIGRATIONS));
    const collection = { number: 1, dimension: 2 } as Parameters<DocumentReader["page"]>[0];
    expect(await reader.page(collection, { limit: longest })).toEqual([]);
    await expect(reader.page(collection, { limit: longer })).rejects.toThrow("the worker was asked");
  });

  it("of runs, maps and collections", async () => {
    const runs = new SqliteRunStore(await withoutWorker<RunsSchema>("runs.db", RUNS_MIGRATIONS));
    expect(await runs.listClusterings("c", { limit: longest })).toEqual([]);
    expect(await runs.listProjections("c", { limit: longest })).toEqual([]);
    expect(await runs.listCollections({ limit: longest })).toEqual([]);
    await expect(runs.listClusterings("c", { limit: longer })).rejects.toThrow("the worker was asked");
  });
});
