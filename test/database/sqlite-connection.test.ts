import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { SqliteConnection } from "../../src/database/sqlite-connection.js";
import { decodeText, encodeText, isWellFormed } from "../../src/database/text-encoding.js";
import { isTopographError } from "../../src/errors.js";
import { temporaryFolder } from "./temporary-folder.js";

function open(): SqliteConnection {
  const connection = new SqliteConnection(join(temporaryFolder(), "test.db"));
  onTestFinished(() => connection.close());
  return connection;
}

const hostileText = fc.string({
  unit: fc.constantFrom("\u0000", "\u0001", "\u0002", "a", "'", '"', "\\", "é", "\uffff", "😀"),
  maxLength: 12,
});

describe("values", () => {
  test("every well-formed text comes back as it went in, from a row and from a comparison", () => {
    const connection = open();
    connection.execute("create table texts (text text primary key) without rowid");
    fc.assert(
      fc.property(fc.oneof(hostileText, fc.string({ unit: "binary" }).filter(isWellFormed)), (text) => {
        connection.execute("delete from texts");
        connection.execute("insert into texts values (?)", [text]);
        expect(connection.execute("select text from texts where text = ?", [text]).rows).toEqual([{ text }]);
      }),
      { numRuns: 100 },
    );
  });

  test("the stored form keeps the order of the UTF-8 bytes", () => {
    fc.assert(
      fc.property(hostileText, hostileText, (a, b) => {
        const sign = Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect(Math.sign(Buffer.compare(Buffer.from(encodeText(a)), Buffer.from(encodeText(b))))).toBe(sign);
        expect(decodeText(encodeText(a))).toBe(a);
      }),
      { numRuns: 2000 },
    );
  });

  test("text that is not well-formed is refused instead of being changed", () => {
    const connection = open();
    expect(() => connection.execute("select ?", ["a\ud800"])).toThrow(/lone surrogate at position 1/);
  });

  test("numbers, blobs and null come back as they went in; a boolean is 0 or 1", () => {
    const connection = open();
    const blob = new Uint8Array([0, 1, 255]);
    const { rows } = connection.execute("select ? as n, ? as big, ? as none, ? as blob, ? as empty, ? as yes", [
      0.1,
      2n ** 52n,
      null,
      blob,
      new Uint8Array(0),
      true,
    ]);
    const row = rows[0]!;
    expect(row).toMatchObject({ n: 0.1, big: 2 ** 52, none: null, yes: 1 });
    expect(row.blob).toBeInstanceOf(Uint8Array);
    expect([...(row.blob as Uint8Array)]).toEqual([0, 1, 255]);
    expect(row.empty).toBeInstanceOf(Uint8Array);
    expect((row.empty as Uint8Array).length).toBe(0);
  });

  test.each([NaN, undefined, {}, new Float32Array(1), new ArrayBuffer(1), Symbol.iterator])(
    "%s is refused as a parameter",
    (value) => {
      expect(() => open().execute("select ?", [value])).toThrow(TypeError);
    },
  );
});

describe("settings", () => {
  test("commits are durable: write-ahead log, synchronous=FULL", () => {
    const connection = open();
    expect(connection.execute("pragma journal_mode").rows).toEqual([{ journal_mode: "wal" }]);
    expect(connection.execute("pragma synchronous").rows).toEqual([{ synchronous: 2 }]);
  });

  test("a read-only connection refuses to write and sees what others have committed since", () => {
    const path = join(temporaryFolder(), "test.db");
    const writer = new SqliteConnection(path);
    writer.execute("create table numbers (n integer)");
    const reader = new SqliteConnection(path, { readOnly: true });
    for (let n = 1; n <= 3; n++) {
      writer.execute("insert into numbers values (?)", [n]);
      expect(reader.execute("select count(*) as n from numbers").rows).toEqual([{ n }]);
    }
    expect(() => reader.execute("insert into numbers values (4)")).toThrow();
    reader.close();
    writer.close();
  });

  test("a transaction that throws leaves nothing", () => {
    const connection = open();
    connection.execute("create table numbers (n integer primary key)");
    expect(() =>
      connection.transaction(() => connection.executeMany("insert into numbers values (?)", [[1], [2], [1]])),
    ).toThrow(/UNIQUE/);
    expect(connection.execute("select * from numbers").rows).toEqual([]);
    expect(connection.transaction(() => connection.executeMany("insert into numbers values (?)", [[1], [2]]))).toBe(2);
  });
});

describe("faults", () => {
  test("a file that is no database gives STORAGE_CORRUPT", () => {
    const path = join(temporaryFolder(), "test.db");
    writeFileSync(path, "no database ".repeat(1000));
    expect(() => new SqliteConnection(path)).toThrow(expect.objectContaining({ code: "STORAGE_CORRUPT" }));
  });

  test("a folder that does not exist gives DATA_DIR_UNUSABLE", () => {
    expect(() => new SqliteConnection(join(temporaryFolder(), "none", "test.db"))).toThrow(
      expect.objectContaining({ code: "DATA_DIR_UNUSABLE" }),
    );
  });

  test("a mistake in the statement is no storage fault", () => {
    try {
      open().execute("select from");
      expect.unreachable();
    } catch (error) {
      expect(isTopographError(error)).toBe(false);
    }
  });
});
