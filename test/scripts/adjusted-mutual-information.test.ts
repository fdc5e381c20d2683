import { describe, expect, it } from "vitest";
import { adjustedMutualInformation } from "../../scripts/distill/adjusted-mutual-information.js";

const A = [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3];
const B = [1, 1, 1, 1, 2, 1, 2, 2, 2, 2, 3, 1, 3, 3, 3, 2, 2];
const repeated = (labels: readonly number[], times: number) => Array.from({ length: times }, () => labels).flat();
const numbers = Array.from({ length: 300 }, (_, i) => i);

/** The expected values are those of scikit-learn's adjusted_mutual_info_score. */
describe("adjusted mutual information", () => {
  it("equals known values", () => {
    expect(adjustedMutualInformation(A, B)).toBeCloseTo(0.2782096465726981, 12);
    expect(adjustedMutualInformation(repeated(A, 110), repeated(B, 110))).toBeCloseTo(0.37773516443675115, 12);
    expect(adjustedMutualInformation([0, 0, 1, 1, 2], [0, 1, 0, 1, 2])).toBeCloseTo(-0.25, 12);
    expect(adjustedMutualInformation([0, 0, 1, 2], [3, 4, 5, 5])).toBeCloseTo(-0.2, 12);
  });

  it("equals known values where many points stand alone", () => {
    const tens = numbers.map((i) => i % 10);
    const partly = numbers.map((i) => (i % 4 === 0 ? -1 - i : i % 10));
    expect(adjustedMutualInformation(tens, partly)).toBeCloseTo(0.7537916501832805, 12);
    const unrelated = numbers.map((i) => (i % 3 === 0 ? -1 - i : ((i % 4) * (i % 7)) % 6));
    const groups = numbers.map((i) => (i * i * 7 + Math.floor(i / 3)) % 11);
    expect(adjustedMutualInformation(groups, unrelated)).toBeCloseTo(0.022690564988518836, 12);
  });

  it("is 1 for the same partition under other names, and symmetric", () => {
    expect(adjustedMutualInformation(["a", "a", "b", "c"], [7, 7, 1, 3])).toBeCloseTo(1, 12);
    expect(adjustedMutualInformation(B, A)).toBeCloseTo(adjustedMutualInformation(A, B), 12);
  });

  it("holds where there is nothing to share: one group, each point alone, no points", () => {
    expect(adjustedMutualInformation([0, 0, 0, 0], [0, 1, 2, 3])).toBeCloseTo(0, 12);
    expect(adjustedMutualInformation([0, 0], [5, 5])).toBe(1);
    expect(adjustedMutualInformation([0, 1, 2, 3], [3, 2, 1, 0])).toBeCloseTo(1, 12);
    expect(adjustedMutualInformation([], [])).toBe(1);
  });

  it("refuses labelings of different lengths", () => {
    expect(() => adjustedMutualInformation([1], [1, 2])).toThrow("1 and 2");
  });
});
