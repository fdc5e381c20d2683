import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { ALL_VISIBLE, isIsolated, isolate, isVisible, toggle } from "../../src/dashboard/state/visibility.js";

const LABELS = [0, 1, 2, 3, 4, 5];
const shown = (visibility: typeof ALL_VISIBLE) => LABELS.filter((label) => isVisible(visibility, label));

describe("the switches of the legend", () => {
  it("switch one topic off, and on again", () => {
    const off = toggle(ALL_VISIBLE, [2]);
    expect(shown(off)).toEqual([0, 1, 3, 4, 5]);
    expect(shown(toggle(off, [2]))).toEqual(LABELS);
  });

  it("leave topics alone, and bring all back when it is done again", () => {
    const alone = isolate(ALL_VISIBLE, [3]);
    expect(shown(alone)).toEqual([3]);
    expect(isIsolated(alone, [3])).toBe(true);
    expect(shown(isolate(alone, [3]))).toEqual(LABELS);
    expect(shown(isolate(alone, [1]))).toEqual([1]);
  });

  it("add to an isolated topic", () => {
    expect(shown(toggle(isolate(ALL_VISIBLE, [3]), [5]))).toEqual([3, 5]);
  });

  it("switch a group off while one of it is on, else on", () => {
    const some = toggle(ALL_VISIBLE, [4]);
    const none = toggle(some, [4, 5]);
    expect(shown(none)).toEqual([0, 1, 2, 3]);
    expect(shown(toggle(none, [4, 5]))).toEqual(LABELS);
  });

  it("act on what they name alone", () => {
    const labels = fc.subarray(LABELS);
    fc.assert(
      fc.property(fc.array(labels, { maxLength: 8 }), labels, (before, named) => {
        const visibility = before.reduce(toggle, ALL_VISIBLE);
        const after = toggle(visibility, named);
        for (const label of LABELS.filter((each) => !named.includes(each)))
          expect(isVisible(after, label)).toBe(isVisible(visibility, label));
        expect(new Set(named.map((label) => isVisible(after, label))).size).toBeLessThanOrEqual(1);
      }),
    );
  });
});
