import { describe, expect, it } from "vitest";
import {
  buildHierarchy,
  buildSpanningTree,
  extractClusters,
  nearestView,
  type ClusterOptions,
  type ClusterResult,
  type NearestView,
} from "../../../src/numeric/hdbscan/index.js";
import { ExactOutsideSearch } from "../../oracle/hdbscan/exact-outside-search.js";
import { exactGraph, permuted, type Points } from "../../oracle/hdbscan/points.js";
import { SHAPES, shuffled } from "../../oracle/hdbscan/point-shapes.js";
import { readPoints } from "./fixtures.js";
import { matchLabels } from "./partition.js";

interface Setting {
  minSamples: number;
  /** Neighbors kept; fewer than all are made up for by certified edges. */
  k: number;
  options: ClusterOptions;
}

async function cluster(
  points: Points,
  { minSamples, k, options }: Setting,
): Promise<ClusterResult & { nearest: NearestView }> {
  const outside = new ExactOutsideSearch(points);
  const tree = await buildSpanningTree(exactGraph(points, k), { minSamples, certificationBudget: Infinity }, outside);
  const hierarchy = buildHierarchy(tree);
  const result = extractClusters(hierarchy, options);
  return { ...result, nearest: nearestView(hierarchy, result.labels) };
}

/** The bits of numbers, so that nothing but equality to the last one passes. */
const bits = (values: Iterable<number>): string[] =>
  Array.from(new BigUint64Array(Float64Array.from(values).buffer), (word) => word.toString(16));

const settings = (n: number): Setting[] => [
  { minSamples: 1, k: n - 1, options: { minClusterSize: 3 } },
  { minSamples: 3, k: n - 1, options: { minClusterSize: 3 } },
  { minSamples: 5, k: n - 1, options: { minClusterSize: 2, selection: "LEAF" } },
  { minSamples: 4, k: n - 1, options: { minClusterSize: 4, epsilon: 0.5, allowSingleCluster: true } },
  { minSamples: 2, k: 4, options: { minClusterSize: 3, maxClusterSize: 20 } },
  { minSamples: 4, k: 4, options: { minClusterSize: 3 } },
];

const CASES: [string, Points][] = [
  ...SHAPES.map(([name, make]): [string, Points] => [name, make(11)]),
  ["moons", readPoints("moons")],
  ["duplicates", readPoints("duplicates")],
];

describe.each(CASES)("the order of rows changes nothing on %s", (_, points) => {
  it.each(settings(points.n))("%o", async (setting) => {
    const base = await cluster(points, setting);
    for (const seed of [1, 2]) {
      const order = shuffled(points.n, seed);
      const moved = await cluster(permuted(points, order), setting);
      const labels = order.map((row) => base.labels[row]!);
      const ours = matchLabels(moved.labels, labels);
      expect(ours).not.toBeNull();
      expect(bits(moved.probabilities)).toEqual(bits(order.map((row) => base.probabilities[row]!)));
      expect(bits(moved.outlierScores)).toEqual(bits(order.map((row) => base.outlierScores[row]!)));
      expect(bits(moved.leftAt)).toEqual(bits(order.map((row) => base.leftAt[row]!)));
      expect(bits(moved.persistence)).toEqual(
        bits(Array.from(moved.persistence, (_, label) => base.persistence[ours!.get(label)!]!)),
      );
      expect(Array.from(moved.sizes)).toEqual(Array.from(base.sizes));
      expect(bits(moved.tree.distance.slice().sort())).toEqual(bits(base.tree.distance.slice().sort()));
      expect(bits(moved.nearest.distances)).toEqual(bits(order.map((row) => base.nearest.distances[row]!)));
      // Which of two clusters of equal size a point joins follows their labels, and those the order of rows.
      expect(Array.from(moved.nearest.labels, (label) => moved.sizes[label])).toEqual(
        order.map((row) => base.sizes[base.nearest.labels[row]!]),
      );
    }
  });
});
