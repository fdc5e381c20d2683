import { describe, expect, it } from "vitest";
import {
  buildHierarchy,
  buildSpanningTree,
  extractClusters,
  type SpanningTree,
  validityIndex,
} from "../../../src/numeric/hdbscan/index.js";
import { exactGraph } from "../../oracle/hdbscan/points.js";
import { readPoints } from "./fixtures.js";

/** `relative_validity_` of Python hdbscan 0.8.44 at min_samples 1, min_cluster_size 10, where its tree is the only one. */
const RELATIVE = {
  blobs: { EOM: 0.36251688551721395, LEAF: 0.36251688551721395 },
  varied: { EOM: 0.4738572217506741, LEAF: 0.210413089582094 },
  moons: { EOM: 0.408708402052869, LEAF: 0.09170322201024347 },
  uniform: { EOM: 0.003080276400306947, LEAF: 0.002714269203556603 },
  "news-1500": { EOM: 0.08692360150686874, LEAF: 0.09686050823061615 },
} as const;

/** By the definition of Python's `relative_validity_`: separation is that of the tree's own edges. */
function edgeValidity({ from, to, weights, n }: SpanningTree, labels: Int32Array, sizes: Int32Array): number {
  const within = new Float64Array(sizes.length);
  const apart = new Float64Array(sizes.length).fill(Infinity);
  weights.forEach((weight, edge) => {
    const [a, b] = [labels[from[edge]!]!, labels[to[edge]!]!];
    if (a < 0 || b < 0) return;
    if (a === b) within[a] = Math.max(within[a]!, weight);
    else for (const label of [a, b]) apart[label] = Math.min(apart[label]!, weight);
  });
  const island = 2 * weights.at(-1)!;
  return sizes.reduce((sum, size, label) => {
    const separation = apart[label] === Infinity ? island : apart[label]!;
    return sum + ((size / n) * (separation - within[label]!)) / Math.max(separation, within[label]!);
  }, 0);
}

/** The least weight at which the points of two sets are connected, by trying all. */
function joinedAt({ from, to, weights, n }: SpanningTree, isJoined: (component: number[]) => boolean): number {
  const component = Array.from({ length: n }, (_, point) => point);
  const distinct = [...new Set(weights)].sort((a, b) => a - b);
  for (const weight of distinct) {
    weights.forEach((each, edge) => {
      if (each !== weight) return;
      const [one, other] = [component[from[edge]!]!, component[to[edge]!]!];
      component.forEach((root, point) => (component[point] = root === other ? one : root));
    });
    if (isJoined(component)) return weight;
  }
  return NaN;
}

describe.each(["blobs", "varied", "moons", "duplicates", "uniform"] as const)("validity on %s", (name) => {
  const points = readPoints(name);

  it.each([
    [1, 10, "EOM"],
    [3, 5, "LEAF"],
    [5, 5, "EOM"],
  ] as const)("is that of its definition at %i/%i %s", async (minSamples, minClusterSize, selection) => {
    const tree = await buildSpanningTree(exactGraph(points, points.n - 1), { minSamples }, null);
    const hierarchy = buildHierarchy(tree);
    const { labels, sizes, clusterCount } = extractClusters(hierarchy, { minClusterSize, selection });
    let expected = 0;
    for (let label = 0; label < clusterCount; label++) {
      const members = Array.from(labels.keys()).filter((point) => labels[point] === label);
      const others = Array.from(labels.keys()).filter((point) => labels[point]! >= 0 && labels[point] !== label);
      const within = joinedAt(tree, (component) => new Set(members.map((point) => component[point])).size === 1);
      const apart = joinedAt(tree, (component) => {
        const own = new Set(members.map((point) => component[point]));
        return others.some((point) => own.has(component[point]));
      });
      const larger = Math.max(apart, within);
      expected += larger > 0 ? ((sizes[label]! / points.n) * (apart - within)) / larger : 0;
    }
    expect(validityIndex(hierarchy, labels, sizes)).toBeCloseTo(expected, 12);
  });
});

describe.each(Object.keys(RELATIVE) as (keyof typeof RELATIVE)[])(
  "beside Python's relative_validity_ on %s",
  (name) => {
    it.each(["EOM", "LEAF"] as const)(
      "has the same %s clusters and tree, and separates no wider",
      async (selection) => {
        const points = readPoints(name);
        const tree = await buildSpanningTree(exactGraph(points, points.n - 1), { minSamples: 1 }, null);
        const hierarchy = buildHierarchy(tree);
        const { labels, sizes } = extractClusters(hierarchy, { minClusterSize: 10, selection });
        const byEdges = edgeValidity(tree, labels, sizes);
        expect(byEdges).toBeCloseTo(RELATIVE[name][selection], 9);
        const own = validityIndex(hierarchy, labels, sizes)!;
        expect(own).toBeLessThanOrEqual(byEdges + 1e-12);
        expect(own).toBeGreaterThanOrEqual(0);
      },
    );
  },
);

describe("validity of few clusters", () => {
  const validityOf = async (values: number[], allowSingleCluster: boolean): Promise<number | null> => {
    const points = { n: values.length, dim: 1, values: Float32Array.from(values) };
    const tree = await buildSpanningTree(exactGraph(points, points.n - 1), { minSamples: 1 }, null);
    const hierarchy = buildHierarchy(tree);
    const { labels, sizes } = extractClusters(hierarchy, { minClusterSize: 3, allowSingleCluster });
    return validityIndex(hierarchy, labels, sizes);
  };

  it("is null without any, and for one that holds all points", async () => {
    expect(await validityOf([0, 1, 2, 3], false)).toBeNull();
    expect(await validityOf([0, 1, 2, 3], true)).toBeNull();
  });

  it("measures one cluster against the noise around it", async () => {
    // Together at 1, met by the outlier at 9: 4 of 5 points, (9 - 1) / 9.
    expect(await validityOf([0, 1, 2, 3, 12], true)).toBeCloseTo((4 / 5) * (8 / 9), 6);
  });
});
