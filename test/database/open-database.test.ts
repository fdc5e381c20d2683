import { join } from "node:path";
import { sql, type Generated } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import type { Migrations } from "../../src/database/migrate.js";
import { openDatabase, type OpenDatabase } from "../../src/database/open-database.js";
import { temporaryFolder } from "./temporary-folder.js";

interface Schema {
  notes: { id: Generated<number>; text: string };
}

const FIRST: Migrations = {
  "0001-notes": {
    async up(database) {
      await database.schema
        .createTable("notes")
        .addColumn("id", "integer", (column) => column.primaryKey())
        .addColumn("text", "text", (column) => column.notNull().unique())
        .execute();
    },
  },
};

async function open(path = join(temporaryFolder(), "test.db"), migrations = FIRST): Promise<OpenDatabase<Schema>> {
  const database = await openDatabase<Schema>(path, migrations);
  onTestFinished(() => database.close());
  return database;
}

const texts = async (database: OpenDatabase<Schema>): Promise<string[]> =>
  (await database.reader.selectFrom("notes").select("text").orderBy("id").execute()).map(({ text }) => text);

test("the reader sees a write as soon as it has resolved", async () => {
  const database = await open();
  for (let round = 0; round < 20; round++) {
    const { numInsertedOrUpdatedRows } = await database.writer
      .insertInto("notes")
      .values({ text: `note ${round}` })
      .executeTakeFirstOrThrow();
    expect(numInsertedOrUpdatedRows).toBe(1n);
    expect((await texts(database)).at(-1)).toBe(`note ${round}`);
  }
});

test("the reader refuses to write", async () => {
  const database = await open();
  await expect(database.reader.insertInto("notes").values({ text: "x" }).execute()).rejects.toThrow(/only reads/);
});

test("transactions that are begun together do not mix", async () => {
  const database = await open();
  const inTransaction = (name: string, fail: boolean): Promise<void> =>
    database.writer.transaction().execute(async (transaction) => {
      await transaction
        .insertInto("notes")
        .values({ text: `${name} 1` })
        .execute();
      await new Promise((resolve) => setImmediate(resolve));
      await transaction
        .insertInto("notes")
        .values({ text: `${name} 2` })
        .execute();
      if (fail) throw new Error(name);
    });
  const outcomes = await Promise.allSettled([
    inTransaction("a", false),
    inTransaction("b", true),
    database.connection.write([{ sql: "insert into notes (text) values (?)", rows: [["c 1"], ["c 2"]] }]),
    inTransaction("d", false),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  expect(await texts(database)).toEqual(["a 1", "a 2", "c 1", "c 2", "d 1", "d 2"]);
});

test("write runs all of its steps or none", async () => {
  const database = await open();
  const insert = "insert into notes (text) values (?)";
  await expect(
    database.connection.write([
      { sql: insert, rows: [["a"], ["b"]] },
      { sql: insert, rows: [["a"]] },
    ]),
  ).rejects.toThrow(/UNIQUE/);
  expect(await texts(database)).toEqual([]);
  expect(await database.connection.write([{ sql: insert, rows: [["a"], ["b"]] }])).toEqual([2]);
});

test("reopening keeps the data and runs only new migrations", async () => {
  const path = join(temporaryFolder(), "test.db");
  const first = await openDatabase<Schema>(path, FIRST);
  await first.writer.insertInto("notes").values({ text: "kept" }).execute();
  await first.close();
  const second = await open(path, {
    ...FIRST,
    "0002-shout": {
      up: (database) => sql`update notes set text = upper(text)`.execute(database).then(() => undefined),
    },
  });
  expect(await texts(second)).toEqual(["KEPT"]);
});

test("a migration that fails leaves nothing behind", async () => {
  const path = join(temporaryFolder(), "test.db");
  const broken: Migrations = {
    ...FIRST,
    "0002-broken": {
      async up(database) {
        await database.schema.createTable("half").addColumn("id", "integer").execute();
        await sql`insert into nowhere values (1)`.execute(database);
      },
    },
  };
  await expect(openDatabase<Schema>(path, broken)).rejects.toThrow(/nowhere/);
  const database = await open(path);
  const tables = await database.writer.introspection.getTables();
  expect(tables.map(({ name }) => name)).toEqual(["notes"]);
});

test("a file of a newer version is refused with what to do", async () => {
  const path = join(temporaryFolder(), "test.db");
  const newer = await openDatabase<Schema>(path, { ...FIRST, "0009-later": { up: () => Promise.resolve() } });
  await newer.close();
  await expect(openDatabase<Schema>(path, FIRST)).rejects.toMatchObject({
    code: "DATA_DIR_UNUSABLE",
    message: expect.stringMatching(/newer version/),
  });
});

test("closing twice is fine, and a call after it rejects", async () => {
  const database = await open();
  await database.close();
  await database.close();
  await expect(database.writer.selectFrom("notes").selectAll().execute()).rejects.toMatchObject({
    code: "WORKER_FAILED",
  });
});
