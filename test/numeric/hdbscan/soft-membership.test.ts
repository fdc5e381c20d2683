import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  buildHierarchy,
  buildSpanningTree,
  clusterExemplars,
  flatClusters,
  type FlatClusters,
  type NearestExemplars,
  softMembership,
  type SoftMembership,
} from "../../../src/numeric/hdbscan/index.js";
import { euclidean } from "../../../src/numeric/knn/distance.js";
import { exactGraph, type Points } from "../../oracle/hdbscan/points.js";
import { readExpected, readPoints } from "./fixtures.js";
import { matchLabels } from "./partition.js";

const TOP = 4;

/** `all_points_membership_vectors` of Python hdbscan 0.8.44 at min_samples 1, min_cluster_size 10: of every so manieth row the four largest, and the sum. */
interface Reference {
  readonly every: number;
  readonly rows: readonly (readonly (readonly [label: number, probability: number])[])[];
  readonly sums: readonly number[];
}
const reference = JSON.parse(
  readFileSync(new URL("../../fixtures/hdbscan/soft.json", import.meta.url), "utf8"),
) as Record<string, Record<"EOM" | "LEAF", Reference>>;

function nearestExemplars({ values: given, dim, n }: Points, rows: Int32Array, width: number): NearestExemplars {
  const values = Float32Array.from(given);
  const indices = new Int32Array(n * width);
  const distances = new Float64Array(n * width);
  for (let row = 0; row < n; row++) {
    const all = Array.from(rows, (exemplar, i) => ({ i, d: euclidean(values, row, values, exemplar, dim) }));
    all.sort((a, b) => a.d - b.d || a.i - b.i);
    all.slice(0, width).forEach(({ i, d }, at) => {
      indices[row * width + at] = i;
      distances[row * width + at] = d;
    });
  }
  return { width, indices, distances };
}

function narrowed({ width: all, indices, distances }: NearestExemplars, width: number): NearestExemplars {
  const kept = (_: unknown, at: number): boolean => at % all < width;
  return { width, indices: indices.filter(kept), distances: distances.filter(kept) };
}

function rowOf({ top, labels, probabilities }: SoftMembership, row: number): [number, number][] {
  return Array.from({ length: top }, (_, i): [number, number] => [
    labels[row * top + i]!,
    probabilities[row * top + i]!,
  ]);
}

describe.each(Object.keys(reference))("soft membership on %s", (name) => {
  describe.each(["EOM", "LEAF"] as const)("by %s", (selection) => {
    const points = readPoints(name);
    let flat: FlatClusters;
    let soft: SoftMembership;
    let narrow: SoftMembership;
    let theirs: Map<number, number>;

    beforeAll(async () => {
      const tree = await buildSpanningTree(exactGraph(points, points.n - 1), { minSamples: 1 }, null);
      flat = flatClusters(buildHierarchy(tree), { minClusterSize: 10, selection });
      const exemplars = clusterExemplars(flat);
      const near = nearestExemplars(points, exemplars.rows, exemplars.rows.length);
      soft = softMembership(flat, exemplars.labels, near, TOP);
      narrow = softMembership(flat, exemplars.labels, narrowed(near, Math.min(64, near.width)), TOP);
      const run = readExpected(name).runs.find(
        (each) =>
          each.min_samples === 1 &&
          each.min_cluster_size === 10 &&
          each.cluster_selection_method === selection.toLowerCase() &&
          each.cluster_selection_epsilon === 0 &&
          !each.max_cluster_size &&
          !each.allow_single_cluster,
      )!;
      theirs = matchLabels(flat.labels, run.labels)!;
    });

    it("is Python's for members", () => {
      const { every, rows } = reference[name]![selection];
      let compared = 0;
      rows.forEach((expected, i) => {
        const row = i * every;
        if (flat.labels[row] === -1) return;
        compared++;
        const own = rowOf(soft, row).filter(([, probability]) => probability > 1e-9);
        expect(own.map(([label]) => theirs.get(label))).toEqual(expected.map(([label]) => label));
        own.forEach(([, probability], at) => expect(probability).toBeCloseTo(expected[at]![1], 5));
      });
      expect(compared).toBeGreaterThan(5);
    });

    it("is Python's for noise up to the cluster whose density is compared", () => {
      const { every, rows, sums } = reference[name]![selection];
      rows.forEach((expected, i) => {
        const row = i * every;
        if (flat.labels[row] !== -1) return;
        // Shares of the sum: what differs is the factor that all of them have.
        const own = rowOf(soft, row);
        expect(own.slice(0, expected.length).map(([label]) => theirs.get(label))).toEqual(
          expected.map(([label]) => label),
        );
        const ratio = own[0]![1] / (expected[0]![1] / sums[i]!);
        expect(ratio).toBeLessThanOrEqual(1 + 1e-9);
        expected.forEach(([, probability], at) => expect(own[at]![1] / ratio).toBeCloseTo(probability / sums[i]!, 5));
      });
    });

    it("sums to at most 1, descends, and hardly needs more than the nearest 64 exemplars", () => {
      for (let row = 0; row < points.n; row++) {
        const own = rowOf(soft, row);
        const sum = own.reduce((total, [, probability]) => total + probability, 0);
        expect(sum).toBeLessThanOrEqual(1 + 1e-12);
        own.slice(1).forEach(([, probability], at) => expect(probability).toBeLessThanOrEqual(own[at]![1]));
        expect(own[0]![1]).toBeGreaterThan(0);
        const near = rowOf(narrow, row);
        expect(near[0]![0]).toBe(own[0]![0]);
        // Clusters farther away than the last exemplar given are taken to be there.
        expect(near[0]![1]).toBeLessThanOrEqual(own[0]![1] + 1e-12);
      }
    });
  });
});

it("is nothing where there is no cluster", async () => {
  const points = { n: 4, dim: 1, values: Float32Array.of(0, 1, 2, 3) };
  const tree = await buildSpanningTree(exactGraph(points, 3), { minSamples: 1 }, null);
  const flat = flatClusters(buildHierarchy(tree), { minClusterSize: 3 });
  const near = { width: 0, indices: new Int32Array(0), distances: new Float64Array(0) };
  const { labels, probabilities } = softMembership(flat, new Int32Array(0), near, 2);
  expect([[...labels], [...probabilities]]).toEqual([new Array(8).fill(-1), new Array(8).fill(0)]);
});
