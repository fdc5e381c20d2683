import { describe, expect, it } from "vitest";
import { clusterExemplars } from "../../src/insight/exemplars.js";

/** Unit vectors in the plane at these angles, in degrees. */
const atAngles = (...degrees: number[]) =>
  Float32Array.from(degrees.flatMap((d) => [Math.cos((d * Math.PI) / 180), Math.sin((d * Math.PI) / 180)]));
const all = (n: number) => Int32Array.from({ length: n }, (_, row) => row);

describe("clusterExemplars", () => {
  it("gives the members nearest to the mean direction first", () => {
    const vectors = atAngles(0, 40, 80, 45, 120);
    expect(clusterExemplars(vectors, 2, all(5), [1, 1, 1, 1, 1], 3)[0]).toBe(3);
  });

  it("lets probabilities weigh the mean", () => {
    const vectors = atAngles(0, 30, 90);
    expect(clusterExemplars(vectors, 2, all(3), [1, 1, 0], 1)).toEqual([1]);
    expect(clusterExemplars(vectors, 2, all(3), [0, 0.2, 1], 1)).toEqual([2]);
  });

  it("shows a copy only where nothing else is left", () => {
    const vectors = atAngles(45, 45, 45, 60, 20);
    const rows = clusterExemplars(vectors, 2, all(5), [1, 1, 1, 1, 1], 4);
    expect(rows.slice(0, 3).sort()).toEqual([0, 3, 4]);
    expect(rows[3]).toBe(1);
  });

  it("looks at its own members only", () => {
    const vectors = atAngles(0, 10, 180, 190);
    expect(clusterExemplars(vectors, 2, Int32Array.of(2, 3), [1, 1, 1, 1], 9).sort()).toEqual([2, 3]);
  });
});
