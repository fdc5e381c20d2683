import { describe, expect, it } from "vitest";
import {
  buildHierarchy,
  buildSpanningTree,
  extractClusters,
  nearestView,
  type ClusterOptions,
  type ClusterResult,
} from "../../../src/numeric/hdbscan/index.js";
import { condenseTree } from "../../../src/numeric/hdbscan/condensed-tree.js";
import { coreDistances } from "../../../src/numeric/hdbscan/core-distances.js";
import { exactGraph, type Points } from "../../oracle/hdbscan/points.js";
import { copies, grid, groups, line, uniform } from "../../oracle/hdbscan/point-shapes.js";

const flat = (rows: number[][]): Points => ({
  n: rows.length,
  dim: rows[0]?.length ?? 1,
  values: Float64Array.from(rows.flat()),
});

async function cluster(points: Points, minSamples: number, options: ClusterOptions) {
  const graph = exactGraph(points, Math.max(0, points.n - 1));
  const hierarchy = buildHierarchy(await buildSpanningTree(graph, { minSamples }, null));
  const result = extractClusters(hierarchy, options);
  return { ...result, nearest: nearestView(hierarchy, result.labels) };
}

describe("few points", () => {
  const rows = [[0], [1], [3]];

  it.each([0, 1, 2, 3])("%i of them are noise", async (n) => {
    for (const minSamples of [1, 2, 7]) {
      for (const selection of ["EOM", "LEAF"] as const) {
        const result = await cluster(flat(rows.slice(0, n)), minSamples, { minClusterSize: 2, selection });
        expect(Array.from(result.labels)).toEqual(Array(n).fill(-1));
        expect(Array.from(result.probabilities)).toEqual(Array(n).fill(0));
        expect([result.n, result.clusterCount, result.noiseCount]).toEqual([n, 0, n]);
        expect(Array.from(result.nearest.labels)).toEqual(Array(n).fill(-1));
        expect(Array.from(result.nearest.distances)).toEqual(Array(n).fill(0));
        expect(result.tree.child).toHaveLength(0);
      }
    }
  });

  it("make one cluster of two or more where that is allowed", async () => {
    const labels = async (n: number, minClusterSize: number): Promise<number[]> =>
      Array.from((await cluster(flat(rows.slice(0, n)), 1, { minClusterSize, allowSingleCluster: true })).labels);
    for (const minClusterSize of [2, 5]) {
      expect(await labels(1, minClusterSize)).toEqual([-1]);
      expect(await labels(2, minClusterSize)).toEqual([0, 0]);
    }
    expect(await labels(3, 2)).toEqual([0, 0, -1]);
    expect(await labels(3, 5)).toEqual([0, 0, 0]);
  });
});

describe("all points equal", () => {
  const same = flat(Array(20).fill([0.5, 0.5]));

  it.each([1, 3, 50])("are noise at minSamples %i", async (minSamples) => {
    const result = await cluster(same, minSamples, { minClusterSize: 3 });
    expect(result.noiseCount).toBe(20);
    expect(Array.from(result.outlierScores)).toEqual(Array(20).fill(0));
    expect(Array.from(result.leftAt)).toEqual(Array(20).fill(0));
  });

  it("are one cluster where that is allowed and not too large", async () => {
    const result = await cluster(same, 3, { minClusterSize: 3, allowSingleCluster: true });
    expect(Array.from(result.labels)).toEqual(Array(20).fill(0));
    expect(Array.from(result.probabilities)).toEqual(Array(20).fill(1));
    expect(Array.from(result.persistence)).toEqual([1]);
    const limited = await cluster(same, 3, { minClusterSize: 3, allowSingleCluster: true, maxClusterSize: 10 });
    expect(limited.clusterCount).toBe(0);
  });
});

it("follows the example of docs/decisions/equal-weights-at-once.md", () => {
  const labels = (edges: [number, number][], ties: "TOGETHER" | "SEQUENTIAL"): number[] => {
    const from = Int32Array.from(edges, ([a]) => a);
    const to = Int32Array.from(edges, ([, b]) => b);
    const hierarchy = buildHierarchy({ n: 4, from, to, weights: Float64Array.of(1, 1, 1) }, { ties });
    return Array.from(extractClusters(hierarchy, { minClusterSize: 2 }).labels);
  };
  const chain: [number, number][] = [
    [0, 1],
    [1, 2],
    [2, 3],
  ];
  const pairs: [number, number][] = [
    [0, 1],
    [2, 3],
    [1, 2],
  ];
  expect(labels(chain, "SEQUENTIAL")).toEqual([-1, -1, -1, -1]);
  expect(labels(pairs, "SEQUENTIAL")).toEqual([0, 0, 1, 1]);
  for (const edges of [chain, pairs]) expect(labels(edges, "TOGETHER")).toEqual([-1, -1, -1, -1]);
});

describe("a few copies", () => {
  // Two close pairs of places, 1 apart inside and 10 between; three points on each place, so that copies count as clusters.
  const twins = flat([0, 1, 10, 11].flatMap((place) => [[place], [place], [place]]));
  const at = async (options: ClusterOptions) => cluster(twins, 1, options);

  it("weigh no more than points at the smallest distance that there is", async () => {
    const tree = await buildSpanningTree(exactGraph(twins, twins.n - 1), { minSamples: 1 }, null);
    const capped = condenseTree(buildHierarchy(tree), 3);
    expect(capped.leastDistance).toBe(1);
    // By hand: each pair of places lives from 1/9 to the cap 1, its places from 1 to 1.
    const pair = 6 * (1 - 1 / 9);
    expect(Array.from(capped.stability)).toEqual([(1 / 9) * 12, pair, pair, 0, 0, 0, 0]);
    const infinite = condenseTree(buildHierarchy(tree), 3, "INFINITE");
    expect(Array.from(infinite.stability)).toEqual([(1 / 9) * 12, pair, pair, ...Array<number>(4).fill(Infinity)]);
  });

  it("are part of what is around them, and clusters of their own only without the cap", async () => {
    const { labels, probabilities, outlierScores, persistence } = await at({ minClusterSize: 3 });
    expect(Array.from(labels)).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
    expect(new Set(probabilities)).toEqual(new Set([1]));
    expect(new Set(outlierScores)).toEqual(new Set([0]));
    expect(Array.from(persistence)).toEqual([1 - 1 / 9, 1 - 1 / 9]);
    expect((await at({ minClusterSize: 3, copies: "INFINITE" })).clusterCount).toBe(4);
  });

  it("do not take their neighbors' probabilities and scores away", async () => {
    const points = flat([[0], [0], [0], [0], [1], [3], [40], [41], [43], [46]]);
    const options = { minClusterSize: 4, selection: "LEAF" } as const;
    const capped = await cluster(points, 1, options);
    expect(Array.from(capped.labels)).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1]);
    expect(Array.from(capped.probabilities).slice(0, 6)).toEqual([1, 1, 1, 1, 1, 1 / 2]);
    expect(Array.from(capped.outlierScores).slice(0, 6)).toEqual([0, 0, 0, 0, 0, 1 / 2]);
    expect(Array.from(capped.leftAt).slice(0, 6)).toEqual([0, 0, 0, 0, 1, 2]);
    const infinite = await cluster(points, 1, { ...options, copies: "INFINITE" });
    expect(Array.from(infinite.probabilities).slice(0, 6)).toEqual([1, 1, 1, 1, 0, 0]);
    expect(Array.from(infinite.outlierScores).slice(0, 6)).toEqual([0, 0, 0, 0, 1, 1]);
  });
});

describe("what comes out", () => {
  const shapes: [string, Points][] = [
    ["copies", copies(5)],
    ["grid", grid(5)],
    ["line", line()],
    ["groups", groups(5)],
    ["tiny distances", { ...uniform(5), values: uniform(5).values.map((value) => value * 1e-160) }],
    ["subnormal distances", { ...line(), values: line().values.map((value) => value * 5e-324) }],
    ["huge distances", { ...uniform(5), values: uniform(5).values.map((value) => value * 1e150) }],
  ];
  const finite = (result: ClusterResult): boolean =>
    [result.probabilities, result.outlierScores, result.leftAt, result.persistence, result.tree.distance].every(
      (values) => values.every(Number.isFinite),
    );
  const share = (values: Float64Array): boolean => values.every((value) => value >= 0 && value <= 1);

  it.each(shapes)("is finite and in range on %s", async (_, points) => {
    for (const minSamples of [1, 3]) {
      for (const minClusterSize of [2, 3, 100]) {
        for (const allowSingleCluster of [false, true]) {
          for (const ties of ["TOGETHER", "SEQUENTIAL"] as const) {
            const tree = await buildSpanningTree(exactGraph(points, points.n - 1), { minSamples }, null);
            const hierarchy = buildHierarchy(tree, { ties });
            const result = extractClusters(hierarchy, { minClusterSize, allowSingleCluster });
            expect(finite(result)).toBe(true);
            expect(share(result.probabilities) && share(result.outlierScores)).toBe(true);
            expect(nearestView(hierarchy, result.labels).distances.every(Number.isFinite)).toBe(true);
            expect(result.sizes.reduce((a, b) => a + b, result.noiseCount)).toBe(points.n);
          }
        }
      }
    }
  });

  it("has no mass that is not a number where clusters part at distance 0", async () => {
    const same = flat(Array(12).fill([1]));
    const edges = Array.from({ length: 11 }, (_, i) => i);
    // Two groups of six copies each, joined last
    const from = Int32Array.from(edges, (i) => (i === 10 ? 0 : i < 5 ? 0 : 6));
    const to = Int32Array.from(edges, (i) => (i === 10 ? 6 : i < 5 ? i + 1 : i + 2));
    const hierarchy = buildHierarchy({ n: same.n, from, to, weights: new Float64Array(11) }, { ties: "SEQUENTIAL" });
    const tree = condenseTree(hierarchy, 3);
    expect(Array.from(tree.size)).toEqual([12, 6, 6]);
    expect(Array.from(tree.stability)).toEqual([Infinity, 0, 0]);
  });

  it("gives back what parts below epsilon, and nothing that parts at it", async () => {
    const points = flat([[0], [1], [2], [6], [7], [8], [20], [21], [22]]);
    const labels = async (epsilon: number) =>
      Array.from((await cluster(points, 1, { minClusterSize: 3, selection: "LEAF", epsilon })).labels);
    expect(await labels(3.9)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
    expect(await labels(4)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
    expect(await labels(4.1)).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1]);
  });

  it("joins a line of equal steps in one merge", async () => {
    const hierarchy = buildHierarchy(await buildSpanningTree(exactGraph(line(), 29), { minSamples: 1 }, null));
    expect(hierarchy.nodeCount).toBe(1);
    expect(Array.from(hierarchy.children).sort((a, b) => a - b)).toEqual([...Array(30).keys()]);
  });

  it("names the selected clusters in the tree", async () => {
    const { tree, sizes, clusterCount } = await cluster(groups(5), 2, { minClusterSize: 5 });
    expect(clusterCount).toBeGreaterThan(1);
    expect(Array.from(tree.child)).toEqual(Array.from(tree.child.keys(), (row) => row + 1));
    expect(tree.parent.every((parent, row) => parent < tree.child[row]!)).toBe(true);
    expect(Array.from(tree.label.filter((label) => label >= 0)).sort((a, b) => a - b)).toEqual([...sizes.keys()]);
    tree.label.forEach((label, row) => label >= 0 && expect(tree.size[row]).toBe(sizes[label]));
  });
});

describe("coreDistances", () => {
  it("counts other points and is lowered to n - 1", () => {
    const graph = exactGraph(flat([[0], [1], [3], [7]]), 3);
    expect(Array.from(coreDistances(graph, 1))).toEqual([1, 1, 2, 4]);
    expect(Array.from(coreDistances(graph, 2))).toEqual([3, 2, 3, 6]);
    expect(Array.from(coreDistances(graph, 9))).toEqual(Array.from(coreDistances(graph, 3)));
  });

  it("refuses more samples than neighbors, and what is no count", () => {
    const graph = exactGraph(flat([[0], [1], [3], [7]]), 2);
    expect(() => coreDistances(graph, 3)).toThrow("minSamples 3 needs at least 3 neighbors a row, the graph has 2");
    for (const bad of [0, -1, 1.5, NaN]) expect(() => coreDistances(graph, bad)).toThrow(RangeError);
  });
});

describe("misuse", () => {
  const tree = { n: 3, from: Int32Array.of(0, 1), to: Int32Array.of(1, 2), weights: Float64Array.of(1, 2) };

  it.each([
    ["minClusterSize", { minClusterSize: 1 }, "minClusterSize must be an integer of at least 2, got 1"],
    ["a fraction", { minClusterSize: 2.5 }, "minClusterSize must be an integer of at least 2, got 2.5"],
    ["epsilon", { minClusterSize: 2, epsilon: -1 }, "epsilon must be a finite distance of at least 0, got -1"],
    ["epsilon NaN", { minClusterSize: 2, epsilon: NaN }, "epsilon must be a finite distance of at least 0, got NaN"],
    [
      "maxClusterSize",
      { minClusterSize: 2, maxClusterSize: 0 },
      "maxClusterSize must be null or an integer of at least 1",
    ],
    ["selection", { minClusterSize: 2, selection: "eom" as "EOM" }, "selection must be EOM or LEAF, got eom"],
  ])("of %s is refused", (_, options, message) => {
    expect(() => extractClusters(buildHierarchy(tree), options)).toThrow(message);
  });

  it("of a tree that is none is refused", () => {
    expect(() => buildHierarchy({ ...tree, n: 4 })).toThrow("a spanning tree of 4 points has 3 edges, got 2");
    expect(() => buildHierarchy({ ...tree, weights: Float64Array.of(2, 1) })).toThrow("edge 1 weighs 1");
    expect(() => buildHierarchy({ ...tree, weights: Float64Array.of(NaN, 1) })).toThrow("edge 0 weighs NaN");
    expect(() => buildHierarchy({ ...tree, from: Int32Array.of(0, 0), to: Int32Array.of(1, 1) })).toThrow(
      "closes a cycle",
    );
    expect(() => buildHierarchy({ ...tree, to: Int32Array.of(1, 3) })).toThrow("edge 1 ends at 3, expected 0..2");
  });

  it("of labels of another length is refused", () => {
    expect(() => nearestView(buildHierarchy(tree), Int32Array.of(0))).toThrow("expected 3 labels, got 1");
  });
});
