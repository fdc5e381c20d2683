import { describe, expect, it } from "vitest";
import { fitCurve, fuzzyGraph, layoutStart, optimizeLayout, planLayout } from "../../../src/numeric/umap/index.js";
import { gradientTables } from "../../../src/numeric/umap/gradient-tables.js";
import { StageStopped } from "../../../src/numeric/stage-hooks.js";
import { bruteForceNeighbors } from "../../oracle/brute-force-neighbors.js";
import { gaussianVectors } from "../knn/vectors.js";

const N = 1100;
const curve = fitCurve(0.1);
const graph = fuzzyGraph(bruteForceNeighbors(gaussianVectors(N, 4, 1), 4, 9), 10);
const start = layoutStart(N, gaussianVectors(N, 2, 2), 3);

describe("the plan of a layout", () => {
  const epochs = 50;
  const plan = planLayout(graph, curve, { epochs, seed: 5, start });

  it("gives each point one place, in parts of like size that lie side by side", () => {
    expect([...plan.rows].sort((a, b) => a - b)).toEqual(Array.from({ length: N }, (_, row) => row));
    expect(plan.parts.length).toBeGreaterThan(2);
    let right = -Infinity;
    for (let part = 1; part < plan.parts.length; part++) {
      const [from, to] = [plan.parts[part - 1]!, plan.parts[part]!];
      expect(Math.abs(to - from - N / (plan.parts.length - 1))).toBeLessThanOrEqual(1);
      const xs = Array.from({ length: to - from }, (_, at) => plan.start[2 * (from + at)]!);
      expect(Math.min(...xs)).toBeGreaterThanOrEqual(right);
      right = Math.max(...xs);
    }
    expect(plan.seeds).not.toContain(0);
    expect(new Set(plan.seeds).size).toBe(plan.parts.length - 1);
  });

  it("gives each edge turns by its weight and leaves out what has none", () => {
    let kept = 0;
    let heaviest = 0;
    for (const weight of graph.weights) heaviest = Math.max(heaviest, weight);
    for (let place = 0; place < N; place++) {
      const row = plan.rows[place]!;
      const turns = new Map<number, number>();
      for (let at = plan.offsets[place]!; at < plan.offsets[place + 1]!; at++) {
        turns.set(plan.rows[plan.targets[at]!]!, plan.turns[at]! / 2 ** 18);
      }
      for (let at = graph.offsets[row]!; at < graph.offsets[row + 1]!; at++) {
        const share = graph.weights[at]! / heaviest;
        if (share >= 1 / epochs) {
          expect(turns.get(graph.targets[at]!)).toBeCloseTo(share, 5);
          kept++;
        } else expect(turns.has(graph.targets[at]!)).toBe(false);
      }
    }
    expect(plan.targets.length).toBe(kept);
    expect(kept).toBeLessThan(graph.targets.length);
  });

  it("is optimized without being changed, to a layout around (0, 0)", () => {
    const before = structuredClone(plan);
    const layout = optimizeLayout(plan);
    expect(plan).toEqual(before);
    for (const axis of [0, 1]) {
      const mean = layout.filter((_, at) => at % 2 === axis).reduce((sum, value) => sum + value, 0) / N;
      expect(mean).toBeCloseTo(0, 3);
    }
  });

  it("is stopped in the middle of an epoch", () => {
    let looks = 0;
    expect(() => optimizeLayout(plan, { shouldStop: () => ++looks > 2 })).toThrow(StageStopped);
    expect(looks).toBe(3);
  });
});

it("tables of the forces are near the formulas", () => {
  const { attraction, repulsion } = gradientTables(curve);
  const { a, b } = curve;
  const bits = new Int32Array(1);
  const value = new Float32Array(bits.buffer);
  for (let distance = 0.01; distance < 300; distance *= 1.037) {
    const squared = distance ** 2;
    value[0] = squared + 1e-6;
    const entry = bits[0]! >>> 16;
    const pull = (2 * a * b * squared ** (b - 1)) / (1 + a * squared ** b);
    const push = Math.min((2 * b) / ((0.001 + squared) * (1 + a * squared ** b)), 4 / distance);
    expect(-attraction[entry]! / pull).toBeCloseTo(1, 1.9);
    expect(repulsion[entry]! / push).toBeCloseTo(1, 1.6);
  }
});

it("a start is as large as the reference's, parts copies and is random where there is nothing to scale", () => {
  const scaled = layoutStart(3, Float32Array.of(1, 1, 1, 1, -2, 0), 1);
  expect(scaled[4]).toBeCloseTo(-10, 3);
  expect(scaled[0]).toBeCloseTo(5, 3);
  expect(scaled[0]).not.toBe(scaled[2]);
  const random = layoutStart(500, new Float32Array(1000), 1);
  expect(layoutStart(500, null, 1)).toEqual(random);
  expect(Math.max(...random)).toBeGreaterThan(9.5);
  expect(Math.min(...random)).toBeLessThan(-9.5);
});
