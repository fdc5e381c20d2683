import { describe, expect, it } from "vitest";
import { countNearDuplicates } from "../../src/insight/near-duplicates.js";
import { TermReader } from "../../src/insight/terms.js";
import { seededRandom } from "../../src/numeric/random.js";

/** Every text against every earlier one that repeats none. */
function byAllPairs(texts: readonly (readonly string[])[]): number {
  const kept: Set<string>[] = [];
  let repeated = 0;
  for (const words of texts) {
    const set = new Set(words);
    const isNear = kept.some((other) => {
      const common = [...set].filter((word) => other.has(word)).length;
      const either = set.size + other.size - common;
      return either === 0 || 5 * common >= 4 * either;
    });
    if (isNear) repeated++;
    else kept.push(set);
  }
  return repeated;
}

describe("countNearDuplicates", () => {
  it("counts a wire story printed many times once less than it was printed", () => {
    const reader = new TermReader();
    const words = (text: string): string[] => reader.words(text.toLowerCase());
    const wire = "Storm hits the northern coast as thousands of people leave their homes overnight";
    const printed = [wire, `${wire} - Reuters`, wire.toUpperCase(), `${wire}!`, "A lighthouse was sold"];
    expect(countNearDuplicates(printed.map(words))).toBe(3);
    expect(countNearDuplicates(["1 - 2", "3", "1, 2"].map(words))).toBe(1);
  });

  it("finds what comparing all pairs finds", () => {
    const next = seededRandom(3);
    for (let round = 0; round < 200; round++) {
      const texts: string[][] = Array.from({ length: 20 }, () =>
        Array.from({ length: Math.floor(next() * 12) }, () => `w${Math.floor(next() * next() * 30)}`),
      );
      for (let copy = 0; copy < 10; copy++) {
        const words = [...(texts[Math.floor(next() * 20)] ?? [])];
        if (words.length > 0) words[Math.floor(next() * words.length)] = `w${Math.floor(next() * 30)}`;
        texts.push(words);
      }
      expect(countNearDuplicates(texts)).toBe(byAllPairs(texts));
    }
  });
});
