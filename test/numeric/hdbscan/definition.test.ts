import { describe, expect, it } from "vitest";
import {
  buildHierarchy,
  buildSpanningTree,
  extractClusters,
  nearestView,
  type ClusterOptions,
} from "../../../src/numeric/hdbscan/index.js";
import { distance, exactGraph, type Points } from "../../oracle/hdbscan/points.js";
import { line, SHAPES } from "../../oracle/hdbscan/point-shapes.js";
import {
  mutualReachabilityMatrix,
  referenceHdbscan,
  referenceNearest,
  treeWeights,
} from "../../oracle/hdbscan/reference-hdbscan.js";

const OPTIONS: ClusterOptions[] = [
  { minClusterSize: 2 },
  { minClusterSize: 3 },
  { minClusterSize: 6 },
  { minClusterSize: 3, selection: "LEAF" },
  { minClusterSize: 3, epsilon: 0.4 },
  { minClusterSize: 2, selection: "LEAF", epsilon: 0.7 },
  { minClusterSize: 3, maxClusterSize: 12 },
  { minClusterSize: 4, allowSingleCluster: true },
  { minClusterSize: 4, allowSingleCluster: true, maxClusterSize: 20 },
  { minClusterSize: 4, allowSingleCluster: true, epsilon: 0.3 },
  { minClusterSize: 3, allowSingleCluster: true, selection: "LEAF", epsilon: 0.9 },
];

const CASES: [string, Points][] = [
  ...SHAPES.flatMap(([name, make]) => [1, 2, 3].map((seed): [string, Points] => [`${name} ${seed}`, make(seed)])),
  ["line", line()],
];

describe.each(CASES)("HDBSCAN by its definition on %s", (_, points) => {
  const rows = [...Array(points.n).keys()];
  const distances = rows.map((p) => rows.map((q) => distance(points, p, q)));
  const graph = exactGraph(points, points.n - 1);

  describe.each([1, 2, 5])("minSamples %i", (minSamples) => {
    const m = mutualReachabilityMatrix(distances, minSamples);

    it("has the tree weights", async () => {
      const { weights } = await buildSpanningTree(graph, { minSamples }, null);
      expect(Array.from(weights)).toEqual(treeWeights(m));
    });

    const both = OPTIONS.flatMap((options) => [options, { ...options, copies: "INFINITE" as const }]);
    it.each(both)("has the clusters of %o", async (options) => {
      const hierarchy = buildHierarchy(await buildSpanningTree(graph, { minSamples }, null));
      const result = extractClusters(hierarchy, options);
      const reference = referenceHdbscan(m, {
        minClusterSize: options.minClusterSize,
        leaf: options.selection === "LEAF",
        epsilon: options.epsilon ?? 0,
        maxClusterSize: options.maxClusterSize ?? Infinity,
        allowSingleCluster: options.allowSingleCluster ?? false,
        capped: options.copies !== "INFINITE",
      });

      const expected = reference.clusters
        .map((members, i) => ({ members: members.sort((a, b) => a - b), persistence: reference.persistence[i]! }))
        .sort((a, b) => b.members.length - a.members.length || a.members[0]! - b.members[0]!);
      const labels = Array<number>(points.n).fill(-1);
      expected.forEach(({ members }, label) => members.forEach((p) => (labels[p] = label)));
      expect(Array.from(result.labels)).toEqual(labels);
      expect(Array.from(result.sizes)).toEqual(expected.map(({ members }) => members.length));
      expect(result.noiseCount).toBe(labels.filter((label) => label === -1).length);
      rows.forEach((p) => {
        expect(result.probabilities[p]).toBeCloseTo(reference.probabilities[p]!, 12);
        expect(result.outlierScores[p]).toBeCloseTo(reference.outlierScores[p]!, 12);
      });
      expected.forEach(({ persistence }, label) => expect(result.persistence[label]).toBeCloseTo(persistence, 10));

      const nearest = nearestView(hierarchy, result.labels);
      expect(Array.from(nearest.labels, (label, p) => ({ label, distance: nearest.distances[p]! }))).toEqual(
        result.clusterCount > 0 ? referenceNearest(m, labels) : rows.map(() => ({ label: -1, distance: 0 })),
      );
    });
  });
});
