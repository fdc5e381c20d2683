import { describe, expect, it } from "vitest";
import { contentKey } from "../../src/ingest/document-key.js";
import { openDocumentFile } from "../../src/ingest/document-file.js";
import { scratchFolder } from "./scratch-folder.js";
import { readFileRows } from "./read-rows.js";

const scratch = scratchFolder();
const keys = (rows: Awaited<ReturnType<typeof readFileRows>>["rows"]): (string | null)[] =>
  rows.map((row) => ("document" in row ? row.document.key : null));

describe("keys", () => {
  it("gives repeated texts distinct keys, the same ones each time", async () => {
    const path = await scratch.file("repeats.csv", "title,text\nA,x\nB,y\nA,x\n A , x \nA,\n,A\n");
    const first = await readFileRows(path);
    expect(keys(first.rows)).toEqual([
      contentKey("A", "x", 1),
      contentKey("B", "y", 1),
      contentKey("A", "x", 2),
      contentKey("A", "x", 3),
      contentKey("A", "", 1),
      contentKey("", "A", 1),
    ]);
    expect(new Set(keys(first.rows)).size).toBe(6);
    expect(keys((await readFileRows(path)).rows)).toEqual(keys(first.rows));
  });

  it("does not let rows that cannot be used, or other columns, change them", async () => {
    const plain = await readFileRows(await scratch.file("plain.csv", "text,n\nx,1\ny,2\nx,3\n"));
    const spoiled = await readFileRows(await scratch.file("spoiled.csv", "text,n\nx,7\nx\ny,8\n,1\nx,9\n"));
    expect(keys(spoiled.rows).filter((key) => key !== null)).toEqual(keys(plain.rows));
  });

  it("are the same in CSV and JSON Lines", async () => {
    const csv = await readFileRows(await scratch.file("a.csv", "title,text\nA,x\nA,x\n"));
    const lines = await readFileRows(
      await scratch.file("a.jsonl", '{"title":"A","text":"x"}\n{"text":" x","title":"A "}\n'),
    );
    expect(keys(lines.rows)).toEqual(keys(csv.rows));
  });

  it("fall back to the content where a key column has no value", async () => {
    const { rows } = await readFileRows(await scratch.file("some.csv", "id,text\nk1,x\n,y\n"));
    expect(keys(rows)).toEqual(["k1", contentKey("", "y", 1)]);
  });

  it("that repeat with another text are refused; a row that is just repeated is not", async () => {
    const { rows } = await readFileRows(await scratch.file("twice.csv", "id,text\nk,x\nk,y\nk,x\n"));
    expect(rows[1]).toMatchObject({
      line: 3,
      fault: { code: "CONFLICT", reason: 'has the key "k" of line 2, but is another document' },
    });
    expect(keys(rows)).toEqual(["k", null, "k"]);
  });
});

describe("formats", () => {
  it.each([
    ["news.ndjson", '{"text":"a"}', "jsonl"],
    ["news.json", '{"text":"a"}', "jsonl"],
    ["news.tsv", "title\ttext\na\tb", "csv"],
    ["news.txt", ' {"text":"a"}', "jsonl"],
    ["news", "text\na", "csv"],
  ])("of %s is told by name or first character", async (name, content, format) => {
    expect((await openDocumentFile(await scratch.file(name, content))).format).toBe(format);
  });

  it("can be given", async () => {
    expect((await openDocumentFile(await scratch.file("odd.csv", '{"text":"a"}'), { format: "jsonl" })).format).toBe(
      "jsonl",
    );
  });
});

describe("dates", () => {
  it("that cannot be read cost the row, with what stands there", async () => {
    const { rows } = await readFileRows(
      await scratch.file("dates.csv", "text,date\na,2026-01-02\nb,\nc,02/01/2026\nd,1767312000\n"),
    );
    expect(rows).toMatchObject([
      { document: { publishedAt: Date.UTC(2026, 0, 2) } },
      { document: { publishedAt: null } },
      {
        line: 4,
        fault: { code: "BAD_USER_INPUT", reason: expect.stringContaining('not a date that can be read: "02/01/2026"') },
      },
      { document: { publishedAt: Date.UTC(2026, 0, 2) } },
    ]);
  });
});
