import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "./scratch-folder.js";
import { outline, readFileRows } from "./read-rows.js";

const scratch = scratchFolder();

const jsonl = async (content: string, options?: Parameters<typeof readFileRows>[1]) =>
  readFileRows(await scratch.file("file.jsonl", content), options);

describe("JSON Lines", () => {
  it("keeps the types of fields and turns the parts of a document into texts", async () => {
    const { file, rows } = await jsonl(
      '{"id":7,"title":"T","text":"x","score":1.5,"tags":["a",1],"nested":{"deep":true},"none":null}\r\n\n{"text":"y","other":false}\n',
    );
    expect(file.columns).toEqual(["id", "title", "text", "score", "tags", "nested", "none", "other"]);
    expect(rows).toMatchObject([
      {
        line: 1,
        index: 0,
        document: { key: "7", title: "T", fields: { score: 1.5, tags: ["a", 1], nested: { deep: true } } },
      },
      { line: 3, index: 1, document: { title: "", text: "y", fields: { other: false } } },
    ]);
    expect(rows[0]).not.toHaveProperty("document.fields.none");
  });

  it("takes what the API calls a DocumentInput", async () => {
    const { rows, file } = await jsonl(
      '{"key":"k","title":"t","text":"x","url":"u","publishedAt":"2026-01-02T03:04:05Z","fields":{"a":1},"vector":[0.5,-1,2e-3]}',
    );
    expect(file.vectorDimension).toBe(3);
    expect(rows[0]).toMatchObject({
      document: {
        key: "k",
        url: "u",
        publishedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
        fields: { a: 1 },
        vector: [0.5, -1, 0.002],
      },
    });
  });

  it("reports each line that cannot be used, with its reason, and takes the rest", async () => {
    const { rows, file } = await jsonl(
      [
        '{"text":"a"}',
        "nonsense",
        "[1]",
        '"x"',
        "null",
        '{"text":"b","vector":"no"}',
        '{"text":{"a":1}}',
        '{"title":""}',
        '{"text":"c","date":"soon"}',
        '{"text":"d","n":1e999}',
        '{"text":"e\\u0000"}',
        '{"text":"\\ud800"}',
        `{"text":"f","deep":${"[".repeat(40)}${"]".repeat(40)}}`,
        `{"text":"g","deep":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
        '{"text":"z"}',
      ].join("\n"),
    );
    expect(file.rowCount).toBe(15);
    const found = outline(rows);
    expect(found[0]).toEqual([1, "a"]);
    expect(found[14]).toEqual([15, "z"]);
    expect(found.slice(1, 14).map(([, reason]) => reason)).toEqual([
      expect.stringMatching(/^! is not JSON: /),
      "! is not a JSON object",
      "! is not a JSON object",
      "! is not a JSON object",
      "! the vector is not a list of numbers",
      '! "text" is not text',
      "! has no title and no text",
      expect.stringMatching(/^! "date" is not a date that can be read: "soon"; write it as /),
      "! holds a number beyond the range of a double",
      '! "text" holds a NUL character',
      '! "text" holds half of a surrogate pair, which is no character',
      "! is nested deeper than 32 levels",
      "! is nested deeper than 32 levels",
    ]);
  });

  it("skips a line that is too long without keeping it", async () => {
    const { rows } = await jsonl(`{"text":"a"}\n{"text":"${"x".repeat(9 * 1024 * 1024)}"}\n{"text":"b"}`);
    expect(rows.map((row) => ("fault" in row ? [row.line, row.fault.code] : [row.line, row.document.text]))).toEqual([
      [1, "a"],
      [2, "TEXT_TOO_LONG"],
      [3, "b"],
    ]);
  });

  it("keeps a member __proto__ as plain data", async () => {
    const { rows } = await jsonl('{"text":"a","__proto__":{"polluted":1}}');
    expect(JSON.stringify("document" in rows[0]! && rows[0].document.fields)).toBe('{"__proto__":{"polluted":1}}');
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("says what to do with one JSON array", async () => {
    await expect(jsonl('[{"text":"a"}]')).rejects.toThrowError(/is one JSON array; JSON Lines has one object a line/);
  });

  it("refuses a file without a usable line, or without texts", async () => {
    await expect(jsonl("x\ny\n")).rejects.toThrowError(/holds no usable row; line 1 is not JSON/);
    await expect(jsonl('{"a":1}\n')).rejects.toThrowError(/Columns found: a\./);
    await expect(jsonl("")).rejects.toThrowError(/is empty/);
  });

  it("reads back any documents that JSON.stringify wrote", async () => {
    const entry = fc.record({
      text: fc
        .string({ unit: "grapheme", minLength: 1 })
        .filter((text) => text.trim() !== "" && !text.includes("\u0000")),
      extra: fc.jsonValue({ maxDepth: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 10 }), async (entries) => {
        const { rows } = await jsonl(entries.map((value) => JSON.stringify(value)).join("\n"));
        expect(rows.map((row) => ("document" in row ? row.document.text : row.fault))).toEqual(
          entries.map(({ text }) => text.trim()),
        );
      }),
      { numRuns: 100 },
    );
  });
});
