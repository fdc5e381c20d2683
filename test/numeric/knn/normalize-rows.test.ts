import { describe, expect, it } from "vitest";
import { findVectorFault, normalizeRows } from "../../../src/numeric/knn/index.js";
import { gaussianVectors } from "./vectors.js";

describe("normalizeRows", () => {
  it("makes rows of length 1 to float32 rounding, and leaves its input alone", () => {
    const vectors = gaussianVectors(200, 33, 1, 1e6);
    const before = vectors.slice();
    const unit = normalizeRows(vectors, 33);
    expect(vectors).toEqual(before);
    for (let row = 0; row < 200; row++) {
      let squared = 0;
      for (let i = 0; i < 33; i++) {
        squared += unit[row * 33 + i]! ** 2;
        expect(unit[row * 33 + i]! * vectors[row * 33]!).toBeCloseTo(vectors[row * 33 + i]! * unit[row * 33]!, -1);
      }
      expect(Math.abs(Math.sqrt(squared) - 1)).toBeLessThan(2 ** -23);
    }
  });
  it("changes nothing the second time", () => {
    for (const dimension of [1, 2, 3, 31, 384]) {
      const once = normalizeRows(gaussianVectors(300, dimension, dimension), dimension);
      expect(normalizeRows(once, dimension)).toEqual(once);
    }
  });
  it("takes the largest and the smallest float32 numbers", () => {
    const unit = normalizeRows(Float32Array.of(3e38, 3e38, 0, 1.4e-45), 2);
    expect([...unit]).toEqual([Math.fround(Math.SQRT1_2), Math.fround(Math.SQRT1_2), 0, 1]);
  });
  it("works in place", () => {
    const vectors = Float32Array.of(0, 5, 3, 4);
    expect(normalizeRows(vectors, 2, vectors)).toBe(vectors);
    expect([...vectors]).toEqual([0, 1, Math.fround(0.6), Math.fround(0.8)]);
  });
  it.each([
    [[1, 0, 0, 0], "Row 1 cannot be normalized: it is all zero"],
    [[1, 0, 1, NaN], "Row 1 cannot be normalized: it is not finite"],
    [[-Infinity, 0, 1, 1], "Row 0 cannot be normalized: it is not finite"],
    [[1, 0, 1], "expected whole rows of 2 values, got 3 values"],
  ])("refuses %j", (values, message) => {
    expect(() => normalizeRows(Float32Array.from(values), 2)).toThrow(new RangeError(message));
  });
});

describe("findVectorFault", () => {
  const vectors = Float32Array.of(1, 1, 0, 0, 2, NaN);
  it("finds the first row without a direction", () => {
    expect(findVectorFault(vectors, 2, true)).toEqual({ row: 1, fault: "all zero" });
  });
  it("lets rows of zeros pass where they have a distance", () => {
    expect(findVectorFault(vectors, 2, false)).toEqual({ row: 2, fault: "not finite" });
  });
  it("finds nothing in good rows", () => {
    expect(findVectorFault(vectors.subarray(0, 2), 2, true)).toBeNull();
  });
});
