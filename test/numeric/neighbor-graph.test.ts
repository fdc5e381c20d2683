import { describe, expect, it } from "vitest";
import { checkNeighborGraph, narrowGraph, type NeighborGraph } from "../../src/numeric/neighbor-graph.js";
import { exactGraph } from "../oracle/hdbscan/points.js";
import { uniform } from "../oracle/hdbscan/point-shapes.js";

const good = (): NeighborGraph => exactGraph(uniform(1, 10), 4);

describe("narrowGraph", () => {
  it("keeps the nearest columns of each row", () => {
    expect(narrowGraph(good(), 2)).toEqual(exactGraph(uniform(1, 10), 2));
  });

  it("refuses to widen", () => {
    expect(() => narrowGraph(good(), 5)).toThrow("k must be an integer between 0 and 4, got 5");
  });
});

describe("checkNeighborGraph", () => {
  it("accepts an exact graph and graphs without lists", () => {
    for (const n of [0, 1, 2]) {
      checkNeighborGraph({ n, k: 0, indices: new Int32Array(0), distances: new Float64Array(0) });
    }
    checkNeighborGraph(good());
  });

  const broken: [string, (graph: NeighborGraph) => NeighborGraph, string][] = [
    ["n that is no count", (graph) => ({ ...graph, n: 1.5 }), "n must be an integer of at least 0, got 1.5"],
    ["k of n", (graph) => ({ ...graph, k: 10 }), "k must be an integer between 0 and 9, got 10"],
    ["too few entries", (graph) => ({ ...graph, k: 5 }), "expected 10 x 5 entries, got 40 indices and 40 distances"],
    ["a row that lists itself", (graph) => (graph.indices.fill(0, 0, 1), graph), "row 0 lists 0, expected another row"],
    ["an index out of range", (graph) => (graph.indices.fill(10, 5, 6), graph), "row 1 lists 10, expected another row"],
    ["not-a-number", (graph) => (graph.distances.fill(NaN, 4, 5), graph), "row 1 has distance NaN"],
    ["infinity", (graph) => (graph.distances.fill(Infinity, 7, 8), graph), "row 1 has distance Infinity"],
    ["descending distances", (graph) => (graph.distances.fill(9, 4, 5), graph), "expected a finite one of at least 9"],
  ];
  it.each(broken)("refuses %s", (_, spoil, message) => {
    expect(() => checkNeighborGraph(spoil(good()))).toThrow(message);
  });
});
