import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { exactNeighborGraph, normalizeRows } from "../../src/numeric/knn/index.js";
import { narrowGraph, type NeighborGraph } from "../../src/numeric/neighbor-graph.js";
import { StageStopped } from "../../src/numeric/stage-hooks.js";
import { RowSearch } from "../../src/onnx/index.js";
import { principalComponents } from "../../src/numeric/umap/principal-components.js";
import type { ProjectionOptions, Projector } from "../../src/projection/index.js";
import { gaussianVectors, latticeVectors } from "../numeric/knn/vectors.js";
import { bruteForceNeighbors } from "../oracle/brute-force-neighbors.js";
import { trustworthiness } from "../oracle/trustworthiness.js";

const OPTIONS = { neighbors: 10, minDist: 0.1, seed: 42, epochs: 60 };

/** `perBlob` points around each of `blobs` far centers. */
function blobVectors(blobs: number, perBlob: number, dimension: number): Float32Array {
  const vectors = gaussianVectors(blobs * perBlob, dimension, 1);
  const centers = gaussianVectors(blobs, dimension, 2, 20);
  return vectors.map((value, at) => {
    const blob = Math.floor(at / dimension / perBlob);
    return value + centers[blob * dimension + (at % dimension)]!;
  });
}

/** What every Projector promises. */
export function projectorContract(name: string, projector: Projector): void {
  beforeEach(() => {
    vi.spyOn(Math, "random").mockImplementation(() => {
      throw new Error("Math.random was drawn from");
    });
  });
  afterEach(() => vi.restoreAllMocks());

  /** The projector's layout, checked to be n finite points that do not all coincide. */
  async function layout(graph: NeighborGraph, options: Partial<ProjectionOptions> = {}) {
    const drawn = await projector.project(graph, { ...OPTIONS, ...options });
    expect(drawn).toHaveLength(2 * graph.n);
    expect(drawn.every(Number.isFinite)).toBe(true);
    return drawn;
  }

  describe(name, () => {
    const vectors = blobVectors(4, 50, 10);
    const graph = bruteForceNeighbors(vectors, 10, 14);

    it("is equal to the bit for equal input, and hangs on the seed", async () => {
      const first = await layout(graph);
      expect(await layout(graph)).toEqual(first);
      expect(await layout(graph, { seed: 43 })).not.toEqual(first);
      const start = principalComponents(vectors, 10);
      const started = await layout(graph, { start });
      expect(await layout(graph, { start })).toEqual(started);
      expect(started).not.toEqual(first);
    });

    it("changes neither graph nor start", async () => {
      const start = principalComponents(vectors, 10);
      const before = structuredClone({ graph, start });
      await layout(graph, { start });
      expect({ graph, start }).toEqual(before);
    });

    it("keeps blobs together and neighbors near", async () => {
      const drawn = await layout(graph, { epochs: 200, start: principalComponents(vectors, 10) });
      const { indices } = bruteForceNeighbors(drawn, 2, 10);
      const same = indices.filter((other, at) => Math.floor(other / 50) === Math.floor(at / 10 / 50)).length;
      expect(same / indices.length).toBeGreaterThan(0.99);
      expect(trustworthiness(vectors, 10, drawn, 10)).toBeGreaterThan(0.9);
    });

    it("is near umap-learn on real news vectors", async () => {
      const bytes = readFileSync("test/fixtures/hdbscan/news-1500/vectors.f32");
      const news = normalizeRows(new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4), 384);
      const search = RowSearch.of(news, 384, { threads: 1 });
      const neighbors = await exactNeighborGraph(news, 384, 14, search);
      await search.release();
      const start = principalComponents(news, 384);
      const drawn = await layout(neighbors, { neighbors: 15, epochs: undefined, start });
      // umap-learn 0.5.12 reaches 0.9815.
      expect(trustworthiness(news, 384, drawn, 15)).toBeGreaterThan(0.97);
    }, 120_000);

    it("uses no more of the lists than it is asked for", async () => {
      expect(await layout(graph, { neighbors: 6 })).toEqual(await layout(narrowGraph(graph, 5), { neighbors: 6 }));
    });

    it.each([4, 5, 9, 20])("draws %i points when more neighbors are wanted", async (n) => {
      const some = bruteForceNeighbors(gaussianVectors(n, 3, 3), 3, 50);
      const drawn = await layout(some, { neighbors: 80, start: gaussianVectors(n, 2, 4) });
      expect(new Set(drawn).size).toBeGreaterThan(2);
    });

    it("draws up to three points at their true distances", async () => {
      expect(await layout({ n: 0, k: 0, indices: new Int32Array(), distances: new Float64Array() })).toHaveLength(0);
      expect([...(await layout(bruteForceNeighbors(Float32Array.of(5, 5), 2, 3)))]).toEqual([0, 0]);
      expect([...(await layout(bruteForceNeighbors(Float32Array.of(5, 5, 5, 9), 2, 3)))]).toEqual([0, 0, 1, 0]);
      const triangle = await layout(bruteForceNeighbors(Float32Array.of(0, 0, 3, 0, 0, 4), 2, 3));
      [0, 0, 0.6, 0, 0, 0.8].forEach((value, at) => expect(triangle[at]).toBeCloseTo(value, 6));
      expect([...(await layout(bruteForceNeighbors(new Float32Array(6), 2, 3)))]).toEqual([0, 0, 0, 0, 0, 0]);
      const copies = await layout(bruteForceNeighbors(Float32Array.of(1, 1, 1, 1, 2, 1), 2, 2));
      expect([...copies]).toEqual([0, 0, 0, 0, 1, 0]);
    });

    it.each([
      ["copies only", new Float32Array(60 * 3).fill(1), 3],
      ["copies by the dozen", blobVectors(1, 60, 2).map((_, at, all) => all[2 * Math.floor(at / 24) + (at % 2)]!), 2],
      ["a lattice", latticeVectors(80, 2, 6, 5), 2],
      ["parts that no neighbor joins", blobVectors(2, 40, 3).map((value, at) => value + (at < 120 ? 1e6 : 0)), 3],
      ["one far point", Float32Array.from({ length: 120 }, (_, at) => (at < 2 ? 1e9 : (at % 17) / 10)), 2],
    ])("draws %s with and without a start", async (_, points, dimension) => {
      const hard = bruteForceNeighbors(points, dimension, 12);
      for (const start of [undefined, principalComponents(points, dimension)]) {
        const drawn = await layout(hard, { start, epochs: 30 });
        expect(new Set(drawn).size).toBeGreaterThan(hard.n);
      }
    });

    it.each([0, 0.99, 1])("draws with minDist %d", (minDist) =>
      layout(graph, { minDist, epochs: 20 }).then(() => undefined),
    );

    it("reports progress up to 1, never falling, and stops between epochs", async () => {
      const shares: number[] = [];
      await projector.project(graph, OPTIONS, { onProgress: (share) => shares.push(share) });
      expect(shares[0]).toBe(0);
      expect(shares.at(-1)).toBe(1);
      expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
      expect(shares.length).toBeGreaterThan(OPTIONS.epochs);

      let last = 0;
      const stopped = projector.project(graph, OPTIONS, {
        onProgress: (share) => (last = share),
        shouldStop: () => last > 0.7,
      });
      await expect(stopped).rejects.toThrow(StageStopped);
      expect(last).toBeLessThan(0.75);
    });

    it.each<[object, string]>([
      [{ neighbors: 1 }, "neighbors must be an integer of at least 2, got 1"],
      [{ minDist: 1.5 }, "minDist must be between 0 and 1, got 1.5"],
      [{ minDist: NaN }, "minDist must be between 0 and 1, got NaN"],
      [{ seed: 0.5 }, "seed must be an integer, got 0.5"],
      [{ epochs: 0 }, "epochs must be an integer of at least 1, got 0"],
      [{ start: new Float32Array(3) }, "start must have 400 coordinates, got 3"],
      [{ start: new Float32Array(400).fill(NaN) }, "start must be finite"],
    ])("refuses options out of range: %$", async (options, message) => {
      await expect(projector.project(graph, { ...OPTIONS, ...options })).rejects.toThrow(new RangeError(message));
    });
  });
}
