import { describe, expect, it } from "vitest";
import { buildHierarchy, buildSpanningTree, extractClusters } from "../../../src/numeric/hdbscan/index.js";
import { CoarseOutsideSearch, ExactOutsideSearch } from "../../oracle/hdbscan/exact-outside-search.js";
import { distance, exactGraph, type Points } from "../../oracle/hdbscan/points.js";
import { groups, SHAPES, uniform } from "../../oracle/hdbscan/point-shapes.js";
import {
  connected,
  mutualReachabilityMatrix,
  referenceHdbscan,
  treeWeights,
  type Weights,
} from "../../oracle/hdbscan/reference-hdbscan.js";

function reachability(points: Points, minSamples: number): number[][] {
  const rows = [...Array(points.n).keys()];
  const distances = rows.map((p) => rows.map((q) => distance(points, p, q)));
  return mutualReachabilityMatrix(distances, minSamples);
}

/** The weights that trusting a graph means: its own forest, and a tree over its components by their true distances. */
function joinedForest(points: Points, k: number, m: Weights): { weights: number[]; edges: number[][] } {
  const { indices } = exactGraph(points, k);
  const rows = [...Array(points.n).keys()];
  const lists = rows.map((p) => new Set(indices.subarray(p * k, (p + 1) * k)));
  const listed = (p: number, q: number): boolean => lists[p]!.has(q) || lists[q]!.has(p);
  const edges = rows.map((p) => rows.map((q) => (listed(p, q) ? m[p]![q]! : Infinity)));
  const components = connected(rows, listed);
  const weights = components.flatMap((component) => treeWeights(edges, component));
  // Prim's algorithm over the components
  const joined = components.splice(0, 1);
  while (components.length > 0) {
    const candidates = joined
      .flat()
      .flatMap((p) => components.flatMap((c) => c.map((q) => ({ p, q, c, w: m[p]![q]! }))));
    const { p, q, c, w } = candidates.reduce((a, b) => (b.w < a.w ? b : a));
    weights.push(w);
    edges[p]![q] = edges[q]![p] = w;
    joined.push(c);
    components.splice(components.indexOf(c), 1);
  }
  return { weights: weights.sort((a, b) => a - b), edges };
}

describe("a graph of several components", () => {
  const scattered = (seed: number): Points => groups(seed, 80, 2, 8, 40);

  it.each([1, 2, 3, 4])("is joined by true distances (seed %i)", async (seed) => {
    const points = scattered(seed);
    for (const [k, minSamples] of [
      [2, 1],
      [3, 3],
      [5, 2],
    ] as const) {
      const m = reachability(points, minSamples);
      for (const outside of [new ExactOutsideSearch(points), new CoarseOutsideSearch(points, 1e-5)]) {
        const tree = await buildSpanningTree(exactGraph(points, k), { minSamples }, outside);
        expect(Array.from(tree.weights)).toEqual(joinedForest(points, k, m).weights);
        expect(outside.asked).toBe(tree.queries);
        expect(tree.queries).toBeGreaterThan(0);
      }
    }
  });

  it.each([1, 2, 3])("has the clusters of the joined tree (seed %i)", async (seed) => {
    const points = scattered(seed);
    const tree = await buildSpanningTree(exactGraph(points, 3), { minSamples: 1 }, new ExactOutsideSearch(points));
    const { labels } = extractClusters(buildHierarchy(tree), { minClusterSize: 4 });
    const { edges } = joinedForest(points, 3, reachability(points, 1));
    const options = {
      minClusterSize: 4,
      leaf: false,
      epsilon: 0,
      maxClusterSize: Infinity,
      allowSingleCluster: false,
      capped: true,
    };
    const expected = referenceHdbscan(edges, options).clusters;
    expect(expected.length).toBeGreaterThan(2);
    expect(new Set(labels).size - (labels.includes(-1) ? 1 : 0)).toBe(expected.length);
    for (const members of expected) {
      const label = labels[members[0]!]!;
      expect(Array.from(labels.keys()).filter((p) => labels[p] === label)).toEqual(members.sort((a, b) => a - b));
    }
  });

  it("is refused without an outside search", async () => {
    const points = scattered(1);
    await expect(buildSpanningTree(exactGraph(points, 2), { minSamples: 1 }, null)).rejects.toThrow(
      /the graph has \d+ components and there is no outside search/,
    );
  });

  it("reports progress up to 1", async () => {
    const shares: number[] = [];
    const onProgress = (share: number): void => void shares.push(share);
    const points = scattered(2);
    await buildSpanningTree(exactGraph(points, 2), { minSamples: 2, onProgress }, new ExactOutsideSearch(points));
    expect(shares.length).toBeGreaterThan(1);
    expect(shares).toEqual(shares.slice().sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });
});

describe.each(SHAPES)("a certified tree on %s", (_, make) => {
  const searches: [string, (points: Points) => ExactOutsideSearch][] = [
    ["exact", (points) => new ExactOutsideSearch(points)],
    ["slightly wrong", (points) => new CoarseOutsideSearch(points, 1e-6)],
    ["very wrong", (points) => new CoarseOutsideSearch(points, 0.05)],
  ];

  it.each(searches)("is that of all pairs, with an outside search that is %s", async (_name, search) => {
    for (const seed of [1, 2, 3]) {
      const points = make(seed);
      for (const [k, minSamples] of [
        [1, 1],
        [3, 3],
        [6, 2],
      ] as const) {
        const options = { minSamples, certificationBudget: Infinity };
        const tree = await buildSpanningTree(exactGraph(points, k), options, search(points));
        expect(Array.from(tree.weights)).toEqual(treeWeights(reachability(points, minSamples)));
        expect(tree.certifiedCount).toBe(points.n - 1);
        expect(tree.certified.every((flag) => flag === 1)).toBe(true);
      }
    }
  });

  it("marks only edges of a minimum spanning tree where the graph is trusted", async () => {
    for (const seed of [4, 5]) {
      const points = make(seed);
      const m = reachability(points, 2);
      const tree = await buildSpanningTree(exactGraph(points, 3), { minSamples: 2 }, new ExactOutsideSearch(points));
      expect(tree.certifiedCount).toBe(tree.certified.reduce((a, b) => a + b, 0));
      expect(tree.certifiedCount).toBeGreaterThan(points.n / 4);
      tree.weights.forEach((weight, i) => {
        if (tree.certified[i] === 0) return;
        // An edge is in some minimum spanning tree when lighter edges do not connect its ends.
        const around = connected([...Array(points.n).keys()], (p, q) => m[p]![q]! < weight);
        expect(around.find((group) => group.includes(tree.from[i]!))).not.toContain(tree.to[i]);
      });
    }
  });
});

describe("the certification budget", () => {
  const points = uniform(3, 200, 10);
  const graph = exactGraph(points, 4);
  const build = (certificationBudget: number) =>
    buildSpanningTree(graph, { minSamples: 3, certificationBudget }, new ExactOutsideSearch(points));

  it("buys certified edges", async () => {
    const [none, all] = [await build(0), await build(Infinity)];
    const budget = Math.floor(all.queries / 2);
    const some = await build(budget);
    expect(none.certifiedCount).toBeLessThan(some.certifiedCount);
    expect(some.certifiedCount).toBeLessThan(all.certifiedCount);
    expect(all.certifiedCount).toBe(points.n - 1);
    expect(some.queries).toBeLessThanOrEqual(budget);
    expect(none.weights.reduce((a, b) => a + b)).toBeGreaterThan(all.weights.reduce((a, b) => a + b));
  });

  it("never trusts an edge between components of the graph", async () => {
    const scattered = groups(6, 120, 2, 8, 20);
    const sparse = exactGraph(scattered, 3);
    const build = (certificationBudget: number) =>
      buildSpanningTree(sparse, { minSamples: 2, certificationBudget }, new ExactOutsideSearch(scattered));
    const sum = (weights: Float64Array): number => weights.reduce((a, b) => a + b);
    const { indices, k } = sparse;
    const lists = (p: number, q: number): boolean => indices.subarray(p * k, (p + 1) * k).includes(q);
    const components = connected([...Array(120).keys()], (p, q) => lists(p, q) || lists(q, p));
    const [trusted, proven] = [await build(0), await build(Infinity)];
    expect(components.length).toBeGreaterThan(2);
    for (const budget of [0, 1, 10, 30, 60, 90, 120, 150]) {
      const tree = await build(budget);
      expect(sum(tree.weights)).toBeLessThanOrEqual(sum(trusted.weights) * (1 + 1e-12));
      expect(sum(tree.weights)).toBeGreaterThanOrEqual(sum(proven.weights) * (1 - 1e-12));
      let joins = 0;
      tree.from.forEach((from, i) => {
        if (components.find((component) => component.includes(from))!.includes(tree.to[i]!)) return;
        joins++;
        expect(tree.certified[i]).toBe(1);
      });
      expect(joins).toBeGreaterThan(0);
    }
  });

  it("needs nothing where the lists are complete", async () => {
    for (const minSamples of [3, 199]) {
      const tree = await buildSpanningTree(exactGraph(points, 199), { minSamples }, null);
      expect([tree.certifiedCount, tree.queries]).toEqual([199, 0]);
    }
  });

  it("trusts a connected graph without an outside search", async () => {
    const trusted = await buildSpanningTree(graph, { minSamples: 3, certificationBudget: Infinity }, null);
    expect(trusted).toEqual(await build(0));
  });

  it.each([-1, NaN])("refuses %d", async (budget) => {
    await expect(build(budget)).rejects.toThrow(`certificationBudget must be 0 or more, got ${budget}`);
  });
});

describe("an outside search that breaks its contract", () => {
  const points = groups(1, 40, 2, 8, 40);
  const build = (answer: (width: number, points: Int32Array) => Int32Array) => {
    const outside = new ExactOutsideSearch(points);
    outside.nearestOutside = async (asked, _component, _core, width) => answer(width, asked);
    return buildSpanningTree(exactGraph(points, 2), { minSamples: 1 }, outside);
  };

  it("is refused for the wrong number of rows", async () => {
    await expect(build(() => new Int32Array(3))).rejects.toThrow(
      /expected \d+ x 8 candidates from the outside search, got 3/,
    );
  });

  it("is refused for rows inside the component or out of range", async () => {
    const inside = build((width, asked) => new Int32Array(asked.length * width).fill(asked[0]!));
    await expect(inside).rejects.toThrow(/which is not outside its component/);
    const beyond = build((width, asked) => new Int32Array(asked.length * width).fill(40));
    await expect(beyond).rejects.toThrow(/gave row 40 for point \d+, which is not outside/);
  });
});
