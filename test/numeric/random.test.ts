import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/numeric/random.js";

describe("seededRandom", () => {
  const draw = (seed: number, count: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: count }, () => random());
  };

  it("gives the same numbers for the same seed on every machine", () => {
    expect(draw(0, 2).map((value) => value * 2 ** 32)).toMatchInlineSnapshot(`
      [
        1684164658,
        3653269916,
      ]
    `);
  });
  it("tells seeds apart, negative and beyond 32 bits too", () => {
    const firsts = [0, 1, -1, 2 ** 32, 2 ** 40, 42].map((seed) => draw(seed, 1)[0]);
    expect(new Set(firsts).size).toBe(firsts.length);
  });
  it("fills [0, 1) evenly and without a run", () => {
    const values = draw(7, 100_000);
    const bins = new Array<number>(20).fill(0);
    for (const value of values) bins[Math.floor(value * 20)]!++;
    // 5000 each with a standard deviation of 69.
    for (const count of bins) expect(Math.abs(count - 5000)).toBeLessThan(5 * 69);
    let product = 0;
    for (let i = 1; i < values.length; i++) product += (values[i]! - 0.5) * (values[i - 1]! - 0.5);
    expect(Math.abs(product / values.length)).toBeLessThan(5 / 12 / Math.sqrt(values.length));
  });
  it("refuses a seed that is no integer", () => {
    expect(() => seededRandom(0.5)).toThrow("seed must be an integer, got 0.5");
  });
});
