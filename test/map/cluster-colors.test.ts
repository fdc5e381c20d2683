import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { assignColors } from "../../src/map/cluster-colors.js";
import { colorDifference } from "../../src/map/color-difference.js";
import { DARK_PALETTE, LIGHT_PALETTE, PALETTE_SIZE } from "../../src/map/palette.js";
import type { Centers } from "../../src/map/label-groups.js";
import { seededRandom } from "../../src/numeric/random.js";

function madeCenters(count: number, seed: number): Centers {
  const next = seededRandom(seed);
  return {
    x: Float32Array.from({ length: count }, () => next() * 20),
    y: Float32Array.from({ length: count }, () => next() * 10),
  };
}

/** The `k` clusters nearest to one, by comparing with all. */
function nearest({ x, y }: Centers, cluster: number, k: number): number[] {
  const distance = (other: number) => Math.hypot(x[other]! - x[cluster]!, y[other]! - y[cluster]!);
  return Array.from(x.keys())
    .filter((other) => other !== cluster)
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, k);
}

describe("assignColors", () => {
  it.each([2, 12, 40, 240, 500])("gives none of %i clusters the color of one of its four nearest", (count) => {
    for (const seed of [1, 2, 3]) {
      const centers = madeCenters(count, seed);
      const colors = assignColors(centers);
      for (let cluster = 0; cluster < count; cluster++) {
        const around = nearest(centers, cluster, 4).map((other) => colors[other]);
        expect(around, `cluster ${cluster} of seed ${seed}`).not.toContain(colors[cluster]);
      }
    }
  });

  it("uses the whole palette evenly, among the largest clusters too", () => {
    for (const seed of [4, 5, 6]) {
      const colors = Array.from(assignColors(madeCenters(240, seed)));
      const uses = (some: number[]) => Array.from({ length: PALETTE_SIZE }, (_, color) => some.filter((each) => each === color).length); // prettier-ignore
      expect(Math.max(...uses(colors))).toBeLessThan((2 * 240) / PALETTE_SIZE);
      expect(Math.max(...uses(colors.slice(0, 24)))).toBeLessThanOrEqual(3);
      expect(new Set(colors.slice(0, 8)).size).toBeGreaterThanOrEqual(7);
    }
  });

  it("takes any centers, also equal ones and none, and gives equal answers for equal centers", () => {
    const coordinate = fc.float({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate), { maxLength: 40 }), (points) => {
        const centers = {
          x: Float32Array.from(points, ([x]) => x),
          y: Float32Array.from(points, ([, y]) => y),
        };
        const colors = assignColors(centers);
        expect(colors).toHaveLength(points.length);
        for (const color of colors) expect(color).toBeLessThan(PALETTE_SIZE);
        expect(assignColors(centers)).toEqual(colors);
      }),
    );
    expect(assignColors({ x: new Float32Array(30), y: new Float32Array(30) })).toHaveLength(30);
  });
});

describe("the palettes", () => {
  it.each([
    ["dark", DARK_PALETTE],
    ["light", LIGHT_PALETTE],
  ])("hold twelve colors that are told apart, %s", (_, palette) => {
    for (const [at, color] of palette.entries()) {
      for (const other of palette.slice(at + 1)) expect(colorDifference(color, other)).toBeGreaterThan(0.05);
    }
  });
});
