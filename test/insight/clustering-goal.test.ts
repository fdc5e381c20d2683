import { describe, expect, it } from "vitest";
import { meetGoal } from "../../src/insight/clustering-goal.js";
import type { SweepPoint } from "../../src/numeric/hdbscan/index.js";

const point = (
  minClusterSize: number,
  selection: "EOM" | "LEAF",
  [clusterCount, noiseShare, largestShare]: readonly [number, number, number],
): SweepPoint => ({
  minClusterSize,
  selection,
  clusterCount,
  noiseShare,
  largestShare,
  persistence: 0.1,
  cliff: false,
});

const points = [
  point(2, "EOM", [40, 0.2, 0.1]),
  point(4, "EOM", [20, 0.3, 0.1]),
  point(8, "EOM", [2, 0.02, 0.9]),
  point(2, "LEAF", [50, 0.35, 0.05]),
  point(4, "LEAF", [20, 0.4, 0.1]),
  point(8, "LEAF", [9, 0.45, 0.2]),
];
const present = { minClusterSize: 4, selection: "EOM" } as const;

describe("a goal", () => {
  it("of little noise takes the smallest change that reaches it", () => {
    expect(meetGoal(points, { maxNoiseShare: 0.3 }, present)).toEqual({
      point: points[1],
      reached: true,
      message: null,
    });
    expect(meetGoal(points, { maxNoiseShare: 0.25 }, present).point).toBe(points[0]);
  });

  it("is reached by a giant cluster only where nothing else reaches it, and says so", () => {
    const outcome = meetGoal(points, { maxNoiseShare: 0.1 }, present);
    expect(outcome).toMatchObject({ point: points[2], reached: true });
    expect(outcome.message).toContain("one cluster of half of the documents or more");
  });

  it("of a number of clusters prefers the present selection, then the smaller change", () => {
    expect(meetGoal(points, { clusterCount: 20 }, present).point).toBe(points[1]);
    expect(meetGoal(points, { clusterCount: 20 }, { ...present, selection: "LEAF" }).point).toBe(points[4]);
  });

  it("that is out of reach gives the nearest and says why", () => {
    const few = meetGoal(points, { clusterCount: 10 }, present);
    expect(few).toMatchObject({ point: points[5], reached: false });
    expect(few.message).toBe(
      "Of minClusterSize 2 to 8 under EOM and LEAF, none makes just 10 clusters; the nearest is 9, at minClusterSize 8, selection LEAF.",
    );
    expect(meetGoal(points, { clusterCount: 99 }, present).message).toContain("none makes more than 50 clusters");
    const quiet = meetGoal(points, { maxNoiseShare: 0.01 }, present);
    expect(quiet).toMatchObject({ point: points[2], reached: false });
    expect(quiet.message).toContain("none leaves at most 1% of the documents in no cluster; the nearest is 2%");
  });
});
