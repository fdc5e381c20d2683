import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { buildHierarchy, buildSpanningTree, flatClusters, PointPlacer } from "../../../src/numeric/hdbscan/index.js";
import { euclidean } from "../../../src/numeric/knn/distance.js";
import { exactGraph } from "../../oracle/hdbscan/points.js";
import { readPoints } from "./fixtures.js";

/** `approximate_predict` of Python hdbscan 0.8.44: each fifth row held out, clusters of the others by EOM. */
interface Reference {
  readonly min_samples: number;
  readonly min_cluster_size: number;
  /** Labels of the rows that were clustered. */
  readonly training: readonly number[];
  /** Of those held out. */
  readonly labels: readonly number[];
  readonly probabilities: readonly number[];
}
const reference = JSON.parse(
  readFileSync(new URL("../../fixtures/hdbscan/predict.json", import.meta.url), "utf8"),
) as Record<string, readonly Reference[]>;

/** For each of our labels that of Python's with the most common points; noise is noise. */
function commonest(own: Int32Array, theirs: readonly number[]): Map<number, number> {
  const counts = new Map<string, number>();
  own.forEach((label, i) => counts.set(`${label},${theirs[i]}`, (counts.get(`${label},${theirs[i]}`) ?? 0) + 1));
  const best = new Map<number, number>();
  const most = new Map<number, number>();
  for (const [pair, count] of counts) {
    const [label, other] = pair.split(",").map(Number) as [number, number];
    if (count > (most.get(label) ?? 0)) {
      most.set(label, count);
      best.set(label, other);
    }
  }
  return best.set(-1, -1);
}

const runs = Object.entries(reference).flatMap(([name, each]) =>
  each.map((run) => [name, run.min_samples, run.min_cluster_size, run] as const),
);

it.each(runs)("places held-out rows of %s at %i/%i as Python does", async (name, minSamples, minClusterSize, run) => {
  const { n, dim, values: given } = readPoints(name);
  const values = Float32Array.from(given);
  const held = Array.from({ length: n }, (_, row) => row).filter((row) => row % 5 === 4);
  const kept = Array.from({ length: n }, (_, row) => row).filter((row) => row % 5 !== 4);
  const training = new Float32Array(kept.length * dim);
  kept.forEach((row, i) => training.set(values.subarray(row * dim, (row + 1) * dim), i * dim));
  const graph = exactGraph({ n: kept.length, dim, values: training }, Math.max(minSamples, 60));
  const full = exactGraph({ n: kept.length, dim, values: training }, kept.length - 1);
  const flat = flatClusters(buildHierarchy(await buildSpanningTree(full, { minSamples }, null)), { minClusterSize });
  const labels = commonest(flat.labels, run.training);
  const placer = new PointPlacer(flat);

  let same = 0;
  held.forEach((row, i) => {
    const all = kept.map((_, at) => ({ at, d: euclidean(values, row, training, at, dim) }));
    all.sort((a, b) => a.d - b.d || a.at - b.at);
    const near = all.slice(0, 2 * minSamples);
    const coreOf = (at: number): number => (minSamples === 1 ? 0 : graph.distances[at * graph.k + minSamples - 2]!);
    const placed = placer.place({
      rows: near.map(({ at }) => at),
      distances: near.map(({ d }) => d),
      cores: near.map(({ at }) => coreOf(at)),
      core: all[minSamples]!.d,
    });
    expect(placed.probability).toBeGreaterThanOrEqual(0);
    expect(placed.probability).toBeLessThanOrEqual(1);
    expect(placed.outlierScore).toBeGreaterThanOrEqual(0);
    expect(placed.outlierScore).toBeLessThanOrEqual(1);
    if (labels.get(placed.label) !== run.labels[i]) return;
    same++;
    // Where ties are joined otherwise the end of a cluster may lie elsewhere.
    if (minSamples === 1) expect(placed.probability).toBeCloseTo(run.probabilities[i]!, 5);
  });
  // On moons at 1/10 Python predicts by clusters that are not those of its labels: a parent there, its children here.
  expect(same / held.length).toBeGreaterThanOrEqual(name === "moons" && minSamples === 1 ? 0.93 : 0.98);
});

describe("a point beside the clusters", () => {
  it("is what its place makes it", async () => {
    const values = Float32Array.of(0, 0.1, 0.2, 0.3, 10, 10.1, 10.2, 10.3);
    const tree = await buildSpanningTree(exactGraph({ n: 8, dim: 1, values }, 7), { minSamples: 1 }, null);
    const placer = new PointPlacer(flatClusters(buildHierarchy(tree), { minClusterSize: 3 }));
    const at = (place: number): ReturnType<PointPlacer["place"]> => {
      const near = Array.from(values, (value, row) => ({ row, d: Math.abs(value - place) })).sort((a, b) => a.d - b.d);
      const two = near.slice(0, 2);
      return placer.place({
        rows: two.map(({ row }) => row),
        distances: two.map(({ d }) => d),
        cores: [0, 0],
        core: two[1]!.d,
      });
    };
    expect(at(0.15)).toMatchObject({ probability: 1, outlierScore: 0 });
    expect(at(0.15).label).not.toBe(at(10.15).label);
    expect(at(-20)).toMatchObject({ label: -1, probability: 0 });
    expect(at(-20).outlierScore).toBeGreaterThan(0.9);
    expect(() => placer.place({ rows: [], distances: [], cores: [], core: 0 })).toThrow(RangeError);
  });
});
