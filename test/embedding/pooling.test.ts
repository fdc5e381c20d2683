import { describe, expect, it } from "vitest";
import type { Pooling } from "../../src/embedding/embedder.js";
import { poolInto } from "../../src/embedding/pooling.js";

/** Two texts of up to three tokens in two dimensions; the second text has one token, the rest of its row is padding. */
const HIDDEN = Float32Array.of(...[3, 0, 0, 4, 0, 5], ...[0, -2, 900, 900, -900, 77]);
const COUNTS = [3, 1];

function pool(pooling: Pooling, hidden = HIDDEN, counts: readonly number[] = COUNTS, length = 3): number[] {
  const out = new Float32Array(counts.length * 2).fill(NaN);
  poolInto(out, hidden, { length, dimension: 2, counts, pooling });
  return [...out];
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
}

describe("pooling", () => {
  it("takes the direction of the mean over the tokens, and none of the padding", () => {
    expectClose(pool("mean"), [3 / Math.hypot(3, 9), 9 / Math.hypot(3, 9), 0, -1]);
  });

  it("takes the first token for cls", () => {
    expectClose(pool("cls"), [1, 0, 0, -1]);
  });

  it("takes the last token that is not padding for last_token", () => {
    expectClose(pool("last_token"), [0, 1, 0, -1]);
  });

  it.each<Pooling>(["mean", "cls", "last_token"])("gives zeros to a text without tokens by %s", (pooling) => {
    expect(pool(pooling, HIDDEN, [3, 0]).slice(2)).toEqual([0, 0]);
  });

  it("gives zeros where the tokens cancel out", () => {
    expect(pool("mean", Float32Array.of(1, -2, -1, 2), [2], 2)).toEqual([0, 0]);
  });

  it("sums in the order of the tokens, so that padding does not change a bit", () => {
    const tokens = Float32Array.from({ length: 14 }, (_, i) => Math.sin(i * 12.9) * 10 ** (i % 5));
    const padded = new Float32Array(80);
    padded.set(tokens);
    expect(pool("mean", padded, [7], 40)).toEqual(pool("mean", tokens, [7], 7));
  });

  it("gives unit length also to very small and very large vectors", () => {
    for (const size of [1e-30, 1e30]) {
      const [x = 0, y = 0] = pool("mean", Float32Array.of(3 * size, 4 * size), [1], 1);
      expectClose([x, y], [0.6, 0.8]);
    }
  });
});
