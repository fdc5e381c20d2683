import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvRow } from "../../src/cli/output/csv-writer.js";

const guarded = { guardFormulas: true };
const plain = { guardFormulas: false };

describe("csvRow", () => {
  it("quotes what needs it", () => {
    expect(csvRow(["a", 'say "hi"', "x,y", "two\nlines", "", null, -1, 0.5, " space"], plain)).toBe(
      'a,"say ""hi""","x,y","two\nlines",,,-1,0.5," space"\n',
    );
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x","y")'])(
    "keeps a spreadsheet from running %j",
    (text) => {
      const [[cell] = []] = parse(csvRow([text], guarded)) as string[][];
      expect(cell).toBe(`'${text}`);
      const [[whole] = []] = parse(csvRow([text], plain)) as string[][];
      expect(whole).toBe(text);
    },
  );

  it("leaves numbers and harmless texts alone", () => {
    expect(csvRow([-1, -0.25, "a=b", "1-2", "'=x"], guarded)).toBe("-1,-0.25,a=b,1-2,'=x\n");
  });

  it("is read back by a CSV reader, and no text of it begins a formula", () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom("=", "+", "-", "@", "\t", "\r", "\n", '"', ",", " "),
        fc.string({ unit: "grapheme", maxLength: 1 }),
      ),
    });
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 6 }), (cells) => {
        expect(parse(csvRow(cells, plain), { record_delimiter: "\n" })).toEqual([cells]);
        for (const cell of (parse(csvRow(cells, guarded), { record_delimiter: "\n" }) as string[][])[0]!)
          expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }),
      { numRuns: 1000 },
    );
  });
});
