import { describe, expect, it } from "vitest";
import { coreDistances } from "../../../src/numeric/hdbscan/core-distances.js";
import { minimumSpanningForest } from "../../../src/numeric/hdbscan/spanning-forest.js";
import { exactGraph } from "../../oracle/hdbscan/points.js";
import { line, SHAPES } from "../../oracle/hdbscan/point-shapes.js";

type Edge = [weight: number, from: number, to: number];

/** Kruskal's algorithm over all edges in the order of (weight, from, to). */
function kruskal(n: number, edges: Edge[]): Edge[] {
  let labels = [...Array(n).keys()];
  return edges
    .sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2])
    .filter(([, from, to]) => {
      const [keep, drop] = [labels[from]!, labels[to]!];
      labels = labels.map((label) => (label === drop ? keep : label));
      return keep !== drop;
    });
}

describe.each([...SHAPES, ["line", () => line()] as const])("minimumSpanningForest on %s", (_, make) => {
  it.each([
    [1, 1],
    [3, 2],
    [8, 8],
  ])("is that of Kruskal, edge by edge, with %i neighbors and minSamples %i", (k, minSamples) => {
    for (const seed of [1, 2, 3]) {
      const points = make(seed);
      const graph = exactGraph(points, k);
      const core = coreDistances(graph, minSamples);
      const edges = Array.from(graph.indices, (other, at): Edge => {
        const row = Math.floor(at / k);
        const weight = Math.max(graph.distances[at]!, core[row]!, core[other]!);
        return [weight, Math.min(row, other), Math.max(row, other)];
      });
      const forest = minimumSpanningForest(graph, core);
      const found = Array.from({ length: forest.length }, (_, i): Edge => {
        return [forest.weights[i]!, forest.from[i]!, forest.to[i]!];
      });
      expect(found).toEqual(kruskal(points.n, edges));
    }
  });
});
