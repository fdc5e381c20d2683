import { describe, expect, it } from "vitest";
import { padTokens, truncateTokens } from "../../src/embedding/token-rows.js";

const CLS = 101;
const SEP = 102;
const SPECIAL = new Set([0, CLS, SEP]);

describe("truncation", () => {
  it("keeps what fits as it is", () => {
    const ids = [CLS, 7, 8, SEP];
    expect(truncateTokens(ids, 4, SPECIAL)).toEqual(ids);
  });

  it("cuts words, not the tokens that frame them", () => {
    expect(truncateTokens([CLS, 7, 8, 9, SEP], 4, SPECIAL)).toEqual([CLS, 7, 8, SEP]);
    expect(truncateTokens([7, 8, 9, SEP, SEP], 4, SPECIAL)).toEqual([7, 8, SEP, SEP]);
  });

  it("cuts plainly where a tokenizer puts nothing at the end", () => {
    expect(truncateTokens([CLS, 7, 8, 9], 3, SPECIAL)).toEqual([CLS, 7, 8]);
  });

  it("never exceeds the limit, even with more special tokens than that", () => {
    expect(truncateTokens([7, SEP, SEP, SEP], 2, SPECIAL)).toEqual([SEP, SEP]);
    for (let limit = 1; limit <= 5; limit++) {
      expect(truncateTokens([CLS, 7, 8, 9, 10, SEP], limit, SPECIAL)).toHaveLength(limit);
    }
  });
});

describe("padding", () => {
  it("fills rows on the right, and masks what it filled", () => {
    const { size, length, inputIds, attentionMask } = padTokens([[CLS, 7, SEP], [CLS]], 5);
    expect([size, length]).toEqual([2, 3]);
    expect([...inputIds]).toEqual([101n, 7n, 102n, 101n, 5n, 5n]);
    expect([...attentionMask]).toEqual([1n, 1n, 1n, 1n, 0n, 0n]);
  });

  it("gives a graph at least one column", () => {
    expect(padTokens([[]], 0)).toMatchObject({ size: 1, length: 1 });
  });
});
