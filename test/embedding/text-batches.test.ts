import { describe, expect, it } from "vitest";
import { textBatches } from "../../src/embedding/text-batches.js";

const MOST_TEXTS = 64;
const MOST_CHARACTERS = 8192;
const texts = Array.from({ length: 1000 }, (_, i) => "x".repeat((i * 7919) % 700));

describe("text batches", () => {
  it("hold each text once", () => {
    const all = textBatches(texts).flat();
    expect([...all].sort((a, b) => a - b)).toEqual(texts.map((_, i) => i));
  });

  it("run from the longest text to the shortest", () => {
    const lengths = textBatches(texts)
      .flat()
      .map((i) => texts[i]!.length);
    expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
  });

  it("are bounded in texts, and in characters once padded to the longest", () => {
    const batches = textBatches(texts);
    for (const batch of batches) {
      const longest = Math.max(...batch.map((i) => texts[i]!.length));
      expect(batch.length).toBeGreaterThan(0);
      expect(batch.length).toBeLessThanOrEqual(MOST_TEXTS);
      expect(batch.length * longest).toBeLessThanOrEqual(MOST_CHARACTERS);
    }
    expect(batches.some((batch) => batch.length === MOST_TEXTS)).toBe(true);
  });

  it("give a text beyond all bounds a batch of its own", () => {
    expect(textBatches(["a", "x".repeat(50_000), "b"])).toEqual([[1], [0, 2]]);
  });

  it("keep texts of equal length in their order, and take none and empty ones", () => {
    expect(textBatches(["bb", "aa", "cc"])).toEqual([[0, 1, 2]]);
    expect(textBatches([])).toEqual([]);
    expect(textBatches(["", ""])).toEqual([[0, 1]]);
  });
});
