import { describe, expect, it } from "vitest";
import { mapColumns } from "../../src/ingest/column-mapping.js";

describe("mapColumns", () => {
  it("finds columns by their usual names, in any case", () => {
    expect(mapColumns("f", ["ID", "Headline", "Description", "Published_At", "Link", "Source"])).toEqual({
      key: "ID",
      title: "Headline",
      text: "Description",
      publishedAt: "Published_At",
      url: "Link",
      vector: null,
      fields: ["Source"],
    });
  });

  it.each([
    [["title", "headline", "name", "text"], { title: "title", fields: ["headline", "name"] }],
    [["text", "summary", "description"], { text: "description", fields: ["text", "summary"] }],
    [["text", "created_at", "date"], { publishedAt: "date", fields: ["created_at"] }],
    [["text", "timestamp"], { publishedAt: "timestamp" }],
    [["text", "pubDate", "guid"], { publishedAt: "pubDate", key: "guid" }],
    [
      ["text", "timezone", "created_by", "published_by"],
      { publishedAt: null, fields: ["timezone", "created_by", "published_by"] },
    ],
    [["headline"], { title: "headline", text: null }],
    [["abstract", "event"], { title: null, text: "abstract", fields: ["event"] }],
  ])("takes the best of %j", (columns, expected) => {
    expect(mapColumns("f", columns)).toMatchObject(expected);
  });

  it("lets overrides take a column from another role", () => {
    const mapping = mapColumns("f", ["title", "body", "when"], { overrides: { text: "Title", publishedAt: "when" } });
    expect(mapping).toMatchObject({ title: null, text: "title", publishedAt: "when", fields: ["body"] });
  });

  it("lets an empty override switch a role off", () => {
    expect(mapColumns("f", ["name", "text", "date"], { overrides: { title: "", publishedAt: "" } })).toMatchObject({
      title: null,
      text: "text",
      publishedAt: null,
      fields: ["name", "date"],
    });
  });

  it("keeps only the fields that were named", () => {
    expect(mapColumns("f", ["text", "a", "b", "c"], { fields: ["C", "a"] }).fields).toEqual(["c", "a"]);
  });

  it("refuses a file without title and text, and says what is there", () => {
    expect(() => mapColumns("f.csv", ["a", "b"])).toThrowError(
      /f\.csv has no column for the title or the text\. Columns found: a, b\./,
    );
  });

  it("refuses an override or a field that is not there, and bounds the list", () => {
    const columns = Array.from({ length: 40 }, (_, at) => `text${at}`);
    expect(() => mapColumns("f", columns, { overrides: { text: "body" } })).toThrowError(
      /has no column "body".*text29 and 10 more\./,
    );
    expect(() => mapColumns("f", ["text"], { fields: ["x"] })).toThrowError(/has no column "x"/);
  });
});
