import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { overlaps, placeLabels, type LabelCandidate } from "../../src/map/label-placement.js";
import { wrapTitle } from "../../src/map/wrap-title.js";

const candidates: fc.Arbitrary<LabelCandidate[]> = fc
  .array(
    fc.record({
      x: fc.double({ min: -20, max: 20, noNaN: true }),
      y: fc.double({ min: -20, max: 20, noNaN: true }),
      width: fc.integer({ min: 8, max: 180 }),
      height: fc.integer({ min: 12, max: 44 }),
    }),
    { maxLength: 60 },
  )
  .map((list) => list.map((each, label) => ({ ...each, label })));

describe("placeLabels", () => {
  it("never lets two titles overlap, at any scale", () => {
    fc.assert(
      fc.property(candidates, fc.double({ min: 0.5, max: 400, noNaN: true }), (list, scale) => {
        const placed = placeLabels(list, scale);
        for (const [at, box] of placed.entries()) {
          for (const other of placed.slice(at + 1)) expect(overlaps(box, other)).toBe(false);
        }
      }),
    );
  });

  it("leaves out only titles that have no room beside more important ones", () => {
    fc.assert(
      fc.property(candidates, (list) => {
        const placed = placeLabels(list, 30);
        expect(placed.map(({ label }) => label)).toEqual(placed.map(({ label }) => label).sort((a, b) => a - b));
        if (list.length > 0) expect(placed[0]!.label).toBe(0);
        for (const { label, x, y } of list) {
          if (placed.some((box) => box.label === label)) continue;
          // Something more important is within reach of where the title would have been.
          const near = placed.some(
            (box) =>
              box.label < label &&
              Math.abs(box.left + box.width / 2 - x * 30) < 200 &&
              Math.abs(box.top + y * 30) < 120,
          );
          expect(near).toBe(true);
        }
      }),
    );
  });

  it("puts a title above its center, and below where another is above", () => {
    const title = { x: 0, y: 0, width: 60, height: 16 };
    const [first, second] = placeLabels([{ ...title, label: 0 }, { ...title, label: 1 }], 10); // prettier-ignore
    expect(first!.top + first!.height).toBeLessThan(0);
    expect(second!.top).toBeGreaterThan(0);
  });
});

describe("wrapTitle", () => {
  const measure = (text: string) => text.length;

  it("breaks between words", () => {
    expect(wrapTitle("Dockers vote to strike", measure, 12, 2)).toEqual(["Dockers vote", "to strike"]);
  });

  it("cuts what does not fit between words, without a loose end", () => {
    expect(wrapTitle("Dockers vote to strike, again (and again)", measure, 12, 2)).toEqual([
      "Dockers vote",
      "to strike…",
    ]);
  });

  it("cuts within a word that is wider than the line", () => {
    expect(wrapTitle("Donaudampfschiffahrt", measure, 8, 2)).toEqual(["Donauda…"]);
  });

  it("never makes a line too wide, or too many", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 2, max: 30 }), (title, width) => {
        const lines = wrapTitle(title, measure, width, 2);
        expect(lines.length).toBeLessThanOrEqual(2);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });
});
