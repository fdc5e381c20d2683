import { describe, expect, it } from "vitest";
import {
  buildHierarchy,
  buildSpanningTree,
  extractClusters,
  SWEEP_SIZES,
  sweepClusters,
  sweepSizes,
} from "../../../src/numeric/hdbscan/index.js";
import { exactGraph } from "../../oracle/hdbscan/points.js";
import { CASES, readPoints } from "./fixtures.js";

describe("sweepSizes", () => {
  it.each([0, 1, 2, 5, 50, 7600, 1_000_000])("spans 2 to half of %i points in at most 64 steps", (n) => {
    const sizes = sweepSizes(n);
    expect(sizes.length).toBeLessThanOrEqual(SWEEP_SIZES);
    expect([sizes[0], sizes.at(-1)]).toEqual([2, Math.max(2, Math.floor(n / 2))]);
    expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => a - b));
  });

  it("takes each size about as many times larger than the one before", () => {
    const sizes = sweepSizes(1_000_000).filter((size) => size > 50);
    const steps = sizes.slice(1).map((size, i) => size / sizes[i]!);
    expect(Math.max(...steps) - Math.min(...steps)).toBeLessThan(0.02);
  });

  it.each([2, 3, 333, 499_999, 2_000_000])("holds %i where that is the own size", (own) => {
    const sizes = sweepSizes(1_000_000, own);
    expect(sizes).toContain(own);
    expect(sizes.length).toBeLessThanOrEqual(SWEEP_SIZES);
    expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => a - b));
  });
});

describe.each(CASES)("a sweep of %s", (name) => {
  const points = readPoints(name);
  const options = [{}, { epsilon: 0.2 }, { maxClusterSize: 40 }, { allowSingleCluster: true }];

  it.each(options)("says of each setting what it makes, with %o", async (others) => {
    const tree = await buildSpanningTree(exactGraph(points, points.n - 1), { minSamples: 3 }, null);
    const hierarchy = buildHierarchy(tree);
    const swept = sweepClusters(
      hierarchy,
      sweepSizes(points.n).filter((_, i) => i % 4 === 0),
      others,
    );
    for (const { minClusterSize, selection, ...figures } of swept) {
      const made = extractClusters(hierarchy, { ...others, minClusterSize, selection });
      expect(figures).toMatchObject({
        clusterCount: made.clusterCount,
        noiseShare: made.noiseCount / points.n,
        largestShare: (made.sizes[0] ?? 0) / points.n,
      });
      const sum = made.persistence.reduce((total, each) => total + each, 0);
      expect(figures.persistence).toBe(sum / Math.max(1, made.clusterCount));
    }
  });
});

it("marks both sides of a step after which nearly all points are in one cluster", async () => {
  // Forty pairs in a row that are a little apart, and a handful far away: from size 3 on no pair is a cluster.
  const values = Array.from({ length: 80 }, (_, i) => Math.floor(i / 2) + (i % 2) * 0.1 + 0.001 * i ** 1.1);
  const handful = Array.from({ length: 8 }, (_, i) => 1000 + i * 0.7);
  const all = Float32Array.from([...values, ...handful]);
  const tree = await buildSpanningTree(exactGraph({ n: 88, dim: 1, values: all }, 87), { minSamples: 1 }, null);
  const eom = sweepClusters(buildHierarchy(tree), sweepSizes(88), {}).filter(({ selection }) => selection === "EOM");
  const turn = eom.findIndex(({ largestShare }) => largestShare > 0.5);
  expect(turn).toBeGreaterThan(0);
  expect(eom[turn - 1]!.clusterCount).toBeGreaterThan(20);
  expect([eom[turn - 1]!.cliff, eom[turn]!.cliff, eom[turn + 1]!.cliff]).toEqual([true, true, false]);
});
