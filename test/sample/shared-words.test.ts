import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sharedWords, wordsOf } from "./shared-words.js";

describe("sharedWords", () => {
  it.each([
    ["Dockers vote to strike", "Port falls silent", 0],
    ["Dockers vote to strike", "STRIKE, dockers! Vote... to?", 1],
    ["Talks collapse", "Talks to end the strike collapse in an hour", 1],
    ["The strike ends", "The port of the north", 1 / 3],
    ["the the the strike", "the port", 1 / 2],
    ["", "Port", 0],
    ["...", "Port", 0],
  ])("compares %j with %j", (first, second, share) => {
    expect(sharedWords(first, second)).toBeCloseTo(share, 12);
  });

  it("counts words of any script, digits, and the parts of compounds", () => {
    expect([...wordsOf("Fast-line N°7: Estévar’s 9th Ölberg")]).toEqual([
      "fast",
      "line",
      "n",
      "7",
      "estévar",
      "s",
      "9th",
      "ölberg",
    ]);
  });

  it("does not depend on the order of the two texts", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(sharedWords(a, b)).toBe(sharedWords(b, a));
      }),
    );
  });
});
