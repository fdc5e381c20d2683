import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ContentKeys, contentKey } from "../../src/ingest/document-key.js";

describe("contentKey", () => {
  it("is the same wherever it is computed", () => {
    expect(contentKey("Flood in the valley", "The river rose.", 1)).toBe("8e0d18254c8f8d83856fa918d6daf61c#1");
  });

  it("tells apart where the title ends and the text begins", () => {
    expect(contentKey("a b", "", 1)).not.toBe(contentKey("a", "b", 1));
    expect(contentKey("a", "b c", 1)).not.toBe(contentKey("a b", "c", 1));
    expect(contentKey('a","b', "", 1)).not.toBe(contentKey("a", 'b",""', 1));
  });

  it("gives distinct contents distinct keys", () => {
    const content = fc.tuple(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }));
    fc.assert(
      fc.property(content, content, (a, b) => {
        expect(contentKey(...a, 1) === contentKey(...b, 1)).toBe(a[0] === b[0] && a[1] === b[1]);
      }),
    );
  });
});

describe("ContentKeys", () => {
  it("numbers repeated contents in their order", () => {
    const keys = new ContentKeys();
    const made = [keys.next("", "x"), keys.next("", "y"), keys.next("", "x"), keys.next("", "x")];
    expect(made).toEqual([
      contentKey("", "x", 1),
      contentKey("", "y", 1),
      contentKey("", "x", 2),
      contentKey("", "x", 3),
    ]);
    expect(new Set(made).size).toBe(4);
  });
});
