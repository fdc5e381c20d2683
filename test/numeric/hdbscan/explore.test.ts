import { test } from "vitest";
import { buildHierarchy, buildSpanningTree, extractClusters } from "../../../src/numeric/hdbscan/index.js";
import { exactGraph } from "../../oracle/hdbscan/points.js";
import { CASES, TINY, describeRun, optionsOf, readExpected, readPoints, scoreOf } from "./fixtures.js";
import { adjustedRandIndex, matchLabels } from "./partition.js";
const maxDiff = (a: ArrayLike<number>, b: number[]) => b.reduce((m, x, i) => Math.max(m, Math.abs(a[i]! - x)), 0);
for (const name of [...CASES, ...TINY]) test(name, async () => {
  const points = readPoints(name), e = readExpected(name);
  const graph = exactGraph(points, points.n - 1);
  const trees: any = {};
  for (const run of e.runs) {
    const s = run.min_samples;
    trees[s] ??= await buildSpanningTree(graph, { minSamples: s }, null);
    const w = e.mst?.[s]?.weights ?? run.mst_weights;
    const rel = w.reduce((m, x, i) => Math.max(m, Math.abs(x - trees[s].weights[i]) / (x || 1)), 0);
    const r = extractClusters(buildHierarchy(trees[s]), optionsOf(run));
    const seq = e.mst ? extractClusters(buildHierarchy({ n: points.n, from: Int32Array.from(e.mst[s]!.from), to: Int32Array.from(e.mst[s]!.to), weights: Float64Array.from(e.mst[s]!.weights) }, { ties: "SEQUENTIAL" }), optionsOf(run)) : r;
    const scores = (e.trees ? e.trees[`${s}/${run.min_cluster_size}`]!.outlier_scores : run.outlier_scores).map(scoreOf);
    const map = matchLabels(seq.labels, run.labels);
    const pers = map ? maxDiff(seq.persistence, Array.from(seq.persistence, (_, l) => run.cluster_persistence[map.get(l)!]!)) : NaN;
    console.log(name, describeRun(run), "| rel", rel.toExponential(1), "| seq", !!map, maxDiff(seq.probabilities, run.probabilities).toExponential(1), maxDiff(seq.outlierScores, scores).toExponential(1), pers.toExponential(1),
      "| tog", !!matchLabels(r.labels, run.labels), run.order?.same_partition, adjustedRandIndex(r.labels, run.labels).toFixed(3), run.order?.min_ari, maxDiff(r.probabilities, run.probabilities).toExponential(1), maxDiff(r.outlierScores, scores).toExponential(1));
  }
});
