import { beforeAll, describe, expect, it } from "vitest";
import { condenseTree } from "../../../src/numeric/hdbscan/condensed-tree.js";
import {
  buildHierarchy,
  buildSpanningTree,
  extractClusters,
  type ClusterResult,
  type SpanningTree,
} from "../../../src/numeric/hdbscan/index.js";
import type { NeighborGraph } from "../../../src/numeric/neighbor-graph.js";
import { ExactOutsideSearch } from "../../oracle/hdbscan/exact-outside-search.js";
import { exactGraph } from "../../oracle/hdbscan/points.js";
import {
  CASES,
  describeRun,
  lambdaToDistance,
  optionsOf,
  readExpected,
  readPoints,
  scoreOf,
  TINY,
  type Expected,
  type ReferenceRun,
} from "./fixtures.js";
import { adjustedRandIndex, matchLabels } from "./partition.js";

function storedTree({ mst }: Expected, minSamples: number, n: number): SpanningTree {
  const { from, to, weights } = mst[minSamples]!;
  return { n, from: Int32Array.from(from), to: Int32Array.from(to), weights: Float64Array.from(weights) };
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  // Written so that not-a-number is never close.
  const far = Array.from(expected, (value, i) => ({ i, actual: actual[i], expected: value })).filter(
    (pair) => !(Math.abs(pair.actual! - pair.expected) <= tolerance),
  );
  expect(far.slice(0, 5)).toEqual([]);
}

/** Partition, probabilities, persistence and outlier scores of a run. */
function expectRun(result: ClusterResult, run: ReferenceRun, scores: ArrayLike<number>): void {
  const theirs = matchLabels(result.labels, run.labels);
  expect(theirs).not.toBeNull();
  expectClose(result.probabilities, run.probabilities, 1e-6);
  expectClose(result.outlierScores, scores, 1e-4);
  const persistence = run.cluster_persistence;
  expect(result.clusterCount).toBe(persistence.length);
  // Python sums children's masses in single precision.
  expectClose(
    result.persistence,
    Array.from(result.persistence, (_, label) => persistence[theirs!.get(label)!]!),
    1e-7,
  );
}

describe.each(CASES)("Python hdbscan on %s", (name) => {
  const expected = readExpected(name);
  const points = readPoints(name);
  const trees = new Map<number, SpanningTree>();
  let graph: NeighborGraph;

  beforeAll(async () => {
    graph = exactGraph(points, points.n - 1);
    for (const minSamples of Object.keys(expected.mst).map(Number)) {
      trees.set(minSamples, await buildSpanningTree(graph, { minSamples }, null));
    }
  });

  it.each(Object.keys(expected.mst).map(Number))("has the same tree weights at minSamples %i", (minSamples) => {
    const { weights, n } = trees.get(minSamples)!;
    const stored = expected.mst[minSamples]!.weights;
    expect(n).toBe(points.n);
    expectClose(
      weights.map((weight, i) => (stored[i] === 0 ? weight : weight / stored[i]!)),
      stored.map((weight) => (weight === 0 ? 0 : 1)),
      1e-9,
    );
  });

  const single = expected.runs.filter((run) => run.min_samples === 1);
  it.each(single.map((run) => [describeRun(run), run] as const))("has the same clusters at %s", (_, run) => {
    const scores = expected.trees[`1/${run.min_cluster_size}`]!.outlier_scores.map(scoreOf);
    const hierarchy = buildHierarchy(trees.get(1)!);
    expectRun(extractClusters(hierarchy, { ...optionsOf(run), copies: "INFINITE" }), run, scores);
    if (name !== "duplicates") expectRun(extractClusters(hierarchy, optionsOf(run)), run, scores);
  });

  const tied = expected.runs.filter((run) => run.min_samples > 1);
  it.each(tied.map((run) => [describeRun(run), run] as const))("has much the same clusters at %s", (_, run) => {
    const hierarchy = buildHierarchy(trees.get(run.min_samples)!);
    // The cap on lambda matters only where there are copies in number; Python has none.
    for (const copies of name === "duplicates" ? (["INFINITE"] as const) : (["CAPPED", "INFINITE"] as const)) {
      const { labels } = extractClusters(hierarchy, { ...optionsOf(run), copies });
      // Python's own answer varies with the order of rows between these bounds, as far as 5 or 20 orders showed.
      if (run.order.same_partition) expect(matchLabels(labels, run.labels)).not.toBeNull();
      else expect(adjustedRandIndex(labels, run.labels)).toBeGreaterThanOrEqual(run.order.min_ari - 0.03);
    }
  });

  it.each(expected.runs.map((run) => [describeRun(run), run] as const))("follows the stored edges at %s", (_, run) => {
    const hierarchy = buildHierarchy(storedTree(expected, run.min_samples, points.n), { ties: "SEQUENTIAL" });
    const scores = expected.trees[`${run.min_samples}/${run.min_cluster_size}`]!.outlier_scores.map(scoreOf);
    expectRun(extractClusters(hierarchy, { ...optionsOf(run), copies: "INFINITE" }), run, scores);
  });

  // Condensed trees are kept for cases of up to 1,000 points.
  const condensed = Object.keys(expected.trees).filter((key) => expected.trees[key]!.condensed);
  it.each(condensed)("condenses the stored edges alike at %s", (key) => {
    const [minSamples, minClusterSize] = key.split("/").map(Number) as [number, number];
    const stored = expected.trees[key]!.condensed!;
    const hierarchy = buildHierarchy(storedTree(expected, minSamples, points.n), { ties: "SEQUENTIAL" });
    const tree = condenseTree(hierarchy, minClusterSize, "INFINITE");
    expect(stored.child.length).toBe(tree.n + tree.clusterCount - 1);
    stored.child.forEach((child, row) => {
      const cluster = child - tree.n;
      const parent = cluster < 0 ? tree.pointCluster[child]! : tree.parent[cluster]!;
      const distance = cluster < 0 ? tree.pointDistance[child]! : tree.birth[cluster]!;
      expect([parent + tree.n, cluster < 0 ? 1 : tree.size[cluster]]).toEqual([stored.parent[row], stored.size[row]]);
      expect(Math.abs(distance - lambdaToDistance(stored.lambda[row]!))).toBeLessThanOrEqual(1e-11 * distance);
    });
  });
});

it("has the tree weights of all pairs on news-1500 from 8 neighbors with a certificate", async () => {
  const points = readPoints("news-1500");
  const outside = new ExactOutsideSearch(points);
  const options = { minSamples: 3, certificationBudget: Infinity };
  const tree = await buildSpanningTree(exactGraph(points, 8), options, outside);
  expect(tree.certifiedCount).toBe(points.n - 1);
  expect(tree.queries).toBeLessThan(points.n);
  expectClose(tree.weights, readExpected("news-1500").mst[3]!.weights, 1e-12);
});

describe.each(TINY)("Python hdbscan on %s", (name) => {
  const graph = exactGraph(readPoints(name), readPoints(name).n - 1);

  it.each(readExpected(name).runs.map((run) => [describeRun(run), run] as const))("agrees at %s", async (_, run) => {
    const tree = await buildSpanningTree(graph, { minSamples: run.min_samples }, null);
    expectClose(tree.weights, run.mst_weights, 1e-11);
    expectRun(extractClusters(buildHierarchy(tree), optionsOf(run)), run, run.outlier_scores.map(scoreOf));
  });
});
