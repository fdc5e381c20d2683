import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { PointIndex } from "../../src/dashboard/map/point-index.js";

const coordinate = fc.float({ min: -100, max: 100, noNaN: true });

describe("PointIndex", () => {
  it("finds the nearest point within reach, as comparing with all does", () => {
    fc.assert(
      fc.property(
        fc.array(coordinate, { maxLength: 200 }),
        coordinate,
        coordinate,
        fc.double({ min: 0.01, max: 80, noNaN: true }),
        (values, x, y, reach) => {
          const positions = Float32Array.from(values.slice(0, values.length & ~1));
          const distances = Array.from(
            { length: positions.length / 2 },
            (_, point) => (positions[2 * point]! - x) ** 2 + (positions[2 * point + 1]! - y) ** 2,
          );
          const least = Math.min(...distances);
          const expected = least <= reach * reach ? distances.lastIndexOf(least) : -1;
          expect(new PointIndex(positions).nearest(x, y, reach)).toBe(expected);
        },
      ),
    );
  });

  it("takes the point drawn on top where several lie in one place", () => {
    expect(new PointIndex(Float32Array.of(1, 1, 1, 1, 1, 1)).nearest(1, 1, 0.5)).toBe(2);
  });

  it("finds nothing in nothing", () => {
    expect(new PointIndex(new Float32Array(0)).nearest(0, 0, 10)).toBe(-1);
  });
});
