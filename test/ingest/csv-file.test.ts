import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "./scratch-folder.js";
import { outline, readFileRows } from "./read-rows.js";

const scratch = scratchFolder();

const csv = async (content: string | Uint8Array, options?: Parameters<typeof readFileRows>[1]) =>
  readFileRows(await scratch.file("file.csv", content), options);

describe("CSV", () => {
  it("reads quotes, doubled quotes, delimiters and line breaks inside quotes, and keeps the true lines", async () => {
    const { rows, file } = await csv(
      'title,text\r\n"A ""quoted"", title","two\r\nlines"\r\n\r\nplain,"x\n\ny"\nlast,z',
    );
    expect(file.rowCount).toBe(3);
    expect(rows.map((row) => ("document" in row ? [row.line, row.document.title, row.document.text] : row))).toEqual([
      [2, 'A "quoted", title', "two\r\nlines"],
      [5, "plain", "x\n\ny"],
      [8, "last", "z"],
    ]);
    expect(rows.map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  it.each([
    ["semicolon", "title;text;n\na;b, c;1\n", ";"],
    ["tab", "title\ttext\tn\na\tb, c\t1\n", "\t"],
    ["bar", "title|text|n\na|b, c|1\n", "|"],
    ["comma, with other candidates in quotes", '"ti;t;le",text,n\na,"b, c",1\n', ","],
  ])("finds the delimiter: %s", async (_name, content, delimiter) => {
    const { file, rows } = await csv(content);
    expect(file.delimiter).toBe(delimiter);
    expect(rows[0]).toMatchObject({ document: { text: "b, c", fields: { n: "1" } } });
  });

  it("takes commas in a file of one column as text", async () => {
    const { file, rows } = await csv('headline\nRain, snow, and hail\n"Quoted, ""too"""\n');
    expect(file.delimiter).toBeNull();
    expect(rows.map((row) => ("document" in row ? [row.document.title, row.document.text] : row))).toEqual([
      ["Rain, snow, and hail", ""],
      ['Quoted, "too"', ""],
    ]);
  });

  it.each(["\n", "\r\n", "\r"])(
    "takes %j for the end of a row, and a byte order mark for none of the header",
    async (end) => {
      const { file, rows } = await csv(`\ufeff${["title,text", "a,b", "c,d", ""].join(end)}`);
      expect(file.columns).toEqual(["title", "text"]);
      expect(outline(rows)).toEqual([
        [2, "b"],
        [3, "d"],
      ]);
    },
  );

  it("takes mixed line ends", async () => {
    expect(outline((await csv("title,text\r\na,b\nc,d\r\n\ne,f\r")).rows)).toEqual([
      [2, "b"],
      [3, "d"],
      [5, "f"],
    ]);
  });

  it("takes a quote inside an unquoted cell for a character", async () => {
    const { rows } = await csv('title,text\nsay "hi" now,5" disc\n"Yes" he said,x\n');
    expect(rows.map((row) => ("document" in row ? [row.document.title, row.document.text] : row))).toEqual([
      ['say "hi" now', '5" disc'],
      ['"Yes" he said', "x"],
    ]);
  });

  it("skips rows with another number of columns, and goes on", async () => {
    const { rows, file } = await csv("title,text,n\na,b,1\na,b\na,b,1,2\na,b,1,,\n\na,b2,\n,,\n");
    expect(file.rowCount).toBe(6);
    expect(outline(rows)).toEqual([
      [2, "b"],
      [3, "! has 2 columns where the header has 3"],
      [4, "! has 4 columns where the header has 3"],
      [5, "b"],
      [7, "b2"],
      [8, "! has no title and no text"],
    ]);
  });

  it("names the row whose quote is never closed, and takes in nothing", async () => {
    await expect(csv('title,text\na,b\n\nc,"open\nd,e\nf,g\n')).rejects.toMatchObject({
      code: "UNSUPPORTED_FILE",
      message: expect.stringMatching(/a quote opened in the row that starts at line [34] is never closed/) as string,
    });
  });

  it("reports a quote that is closed too late with the row's first line, and goes on behind it", async () => {
    const { rows } = await csv('title,text\n"a","b\n"c","d"\n"e","f"\n');
    expect(outline(rows)).toEqual([
      [2, "! has 3 columns where the header has 2"],
      [4, "f"],
    ]);
    const same = await csv('text,n\n"a\n"b",1\n"c",2\n');
    expect(outline(same.rows)).toEqual([
      [2, "! a quote is not closed, or a quote inside it is not doubled"],
      [4, "c"],
    ]);
  });

  it("gives unnamed and repeated columns names of their own", async () => {
    const { file, rows } = await csv(",text,a,a, a ,\n0,x,1,2,3,4\n");
    expect(file.columns).toEqual(["column_1", "text", "a", "a_2", "a_3", "column_6"]);
    expect(rows[0]).toMatchObject({
      document: { fields: { column_1: "0", a: "1", a_2: "2", a_3: "3", column_6: "4" } },
    });
  });

  it("keeps values as texts, trimmed, and leaves out empty ones", async () => {
    const { rows } = await csv("text,price,flag,empty\n  x  , 1.50 ,true,  \n");
    expect(rows[0]).toMatchObject({ document: { text: "x", fields: { price: "1.50", flag: "true" } } });
    expect(rows[0]).not.toHaveProperty("document.fields.empty");
  });

  it("does not let a column name reach a prototype", async () => {
    const { rows } = await csv("text,__proto__,constructor,toString\nx,a,b,c\n");
    const fields = "document" in rows[0]! ? rows[0].document.fields : {};
    expect(JSON.stringify(fields)).toBe('{"__proto__":"a","constructor":"b","toString":"c"}');
    expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  });

  it.each([
    ["", "is empty"],
    ["\ufeff", "holds no rows"],
    ["\n\n\n", "holds no rows"],
    ["title,text", "has a header but no rows"],
    ["title,text\n\r\n", "has a header but no rows"],
  ])("refuses %j", async (content, message) => {
    await expect(csv(content)).rejects.toMatchObject({
      code: "UNSUPPORTED_FILE",
      message: expect.stringContaining(message) as string,
    });
  });

  it("refuses what is not UTF-8 before a row of it is used", async () => {
    await expect(csv(Buffer.from("text\nabc\ncaf\xe9\n", "latin1"))).rejects.toMatchObject({
      code: "UNSUPPORTED_FILE",
      details: { line: 3, offset: 12 },
    });
  });

  it("reads back whatever a writer of RFC 4180 wrote, also across the borders of what is read at once", async () => {
    const cell = fc.string({
      unit: fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom('"', ",", ";", "\n", "\r", "\r\n", " ", "a", "=") },
        fc.string({ unit: "grapheme", maxLength: 1 }),
      ),
      maxLength: 12,
    });
    const row = fc.tuple(fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1 }), cell, cell);
    const quote = (value: string): string => `"${value.replaceAll('"', '""')}"`;
    const property = fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 20 }),
      fc.constantFrom("\n", "\r\n"),
      fc.constantFrom(",", ";", "\t"),
      // The file is read 65,536 bytes at once: with this first row the others lie on the border.
      fc.option(fc.integer({ min: 65_300, max: 65_530 })),
      async (generated, end, delimiter, padding) => {
        const cells = padding === null ? generated : [["x".repeat(padding), "", ""] as const, ...generated];
        const content = [["text", "one", "two"], ...cells]
          .map((values) => values.map(quote).join(delimiter) + end)
          .join("");
        const { rows } = await csv(content);
        const read = rows.map((found) =>
          "document" in found ? [found.document.text, found.document.fields] : found.fault,
        );
        const expected = cells.map(([text, one, two]) => {
          const fields = [
            ["one", one.trim()],
            ["two", two.trim()],
          ].filter(([, value]) => value !== "");
          return [text, Object.fromEntries(fields) as unknown];
        });
        expect(read).toEqual(expected);
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });

  it("reads any bytes without crashing: rows, or a typed error", async () => {
    const soup = fc.string({
      unit: fc.constantFrom('"', ",", "\n", "\r", "a", "é", "\u0000", "\t", "text", "title\n"),
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(soup, async (content) => {
        try {
          const { file, rows } = await csv(content);
          expect(rows).toHaveLength(file.rowCount);
        } catch (error) {
          expect(error).toMatchObject({ name: "TopographError" });
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("CSV of hostile size", () => {
  it("refuses a hundred thousand columns", async () => {
    await expect(csv(`text${",x".repeat(100_000)}\n`)).rejects.toThrowError(
      /has 100001 columns; at most 1000 are read/,
    );
  });

  it("stops at a row without end instead of keeping it: delimiters, one cell, an open quote", async () => {
    for (const filler of [",", "x", '"']) {
      const bomb = Buffer.concat([
        Buffer.from(`text,n\nok,1\n${filler === '"' ? '"' : ""}`),
        Buffer.alloc(24 * 1024 * 1024, filler === '"' ? "x\n" : filler),
      ]);
      const before = process.memoryUsage().rss;
      await expect(csv(bomb)).rejects.toMatchObject({
        code: "UNSUPPORTED_FILE",
        message: expect.stringContaining("the row that starts at line 3 is longer than 4194304 bytes") as string,
      });
      expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
    }
  });

  it("skips a text of 65,536 bytes with its line and takes one of 65,535", async () => {
    const { rows } = await csv(`title,text\na,${"x".repeat(65_535)}\nb,${"é".repeat(32_768)}\nc,d\n`);
    expect(rows.map((row) => ("fault" in row ? [row.line, row.fault.code] : row.line))).toEqual([
      2,
      [3, "TEXT_TOO_LONG"],
      4,
    ]);
  });
});
