import { describe, expect, it } from "vitest";

import { decodeAssignments, decodeProjection } from "../../src/dashboard/data/decode-columns.js";

function pack(...columns: (Float32Array | Int32Array)[]): string {
  return Buffer.concat(columns.map(({ buffer }) => new Uint8Array(buffer as ArrayBuffer))).toString("base64");
}

const x = Float32Array.of(1.5, -2, 1e-7);
const y = Float32Array.of(0, 3.25, -1e7);
const labels = Int32Array.of(0, -1, 70_000);

describe("decodeProjection", () => {
  it("reads places and labels to the bit", () => {
    expect(decodeProjection({ count: 3, data: pack(x, y, labels) })).toEqual({ x, y, labels });
  });

  it("reads no rows", () => {
    expect(decodeProjection({ count: 0, data: "" }).labels).toHaveLength(0);
  });

  it("takes the columns that a later server may append", () => {
    expect(decodeProjection({ count: 3, data: pack(x, y, labels, x) })).toEqual({ x, y, labels });
  });

  it("refuses columns that are cut off, of another length, or not encoded", () => {
    expect(() => decodeProjection({ count: 3, data: pack(x, y) })).toThrow(/expected 3 columns of 3 values/);
    expect(() => decodeProjection({ count: 2, data: pack(x, y, labels) })).toThrow(RangeError);
    expect(() => decodeProjection({ count: 3, data: null })).toThrow(/BASE64/);
  });
});

describe("decodeAssignments", () => {
  it("reads labels, probabilities and outlier scores", () => {
    expect(decodeAssignments({ count: 3, data: pack(labels, x, y) })).toEqual({
      labels,
      probabilities: x,
      outlierScores: y,
    });
  });
});
