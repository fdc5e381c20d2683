import { describe, expect, it } from "vitest";
import { StageStopped } from "../../src/numeric/stage-hooks.js";
import { fitCurve, fuzzyGraph, layoutStart, optimizeLayout, planLayout } from "../../src/numeric/umap/index.js";
import { optimizeInThreads } from "../../src/projection/layout-threads.js";
import { gaussianVectors } from "../numeric/knn/vectors.js";
import { bruteForceNeighbors } from "../oracle/brute-force-neighbors.js";

const N = 1300;
const graph = fuzzyGraph(bruteForceNeighbors(gaussianVectors(N, 4, 1), 4, 11), 12);
const start = layoutStart(N, gaussianVectors(N, 2, 2), 3);
const planOf = (epochs: number) => planLayout(graph, fitCurve(0.1), { epochs, seed: 5, start });

describe("a layout in threads", () => {
  it.each([1, 2, 3, 4])("is equal to the bit with %i", async (workers) => {
    const plan = planOf(80);
    expect(plan.parts.length - 1).toBe(5);
    const shares: number[] = [];
    const layout = await optimizeInThreads(plan, workers, { onProgress: (share) => shares.push(share) });
    expect(layout).toEqual(optimizeLayout(plan));
    expect(shares.at(-1)).toBe(1);
    expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
  });

  it("is stopped by its caller", async () => {
    let looks = 0;
    const stopped = optimizeInThreads(planOf(5000), 2, { shouldStop: () => ++looks > 2 });
    await expect(stopped).rejects.toThrow(StageStopped);
  });

  it("fails where one of the threads does, and leaves none behind", async () => {
    const plan = planOf(5000);
    // Its arithmetic fails in the last part, which belongs to the second thread; the first one waits for it.
    const seeds = [...plan.seeds.subarray(0, -1), 1n] as unknown as Int32Array;
    const broken = { ...plan, seeds };
    await expect(optimizeInThreads(broken, 2, {})).rejects.toThrow(TypeError);
  });
});
