import { describe, expect, it } from "vitest";
import { exactHits, exactNeighborGraph } from "../../../src/numeric/knn/index.js";
import { StageStopped } from "../../../src/numeric/stage-hooks.js";
import { bruteForceHits, bruteForceNeighbors } from "../../oracle/brute-force-neighbors.js";
import { CoarseSearch } from "./coarse-search.js";
import { gaussianVectors, latticeVectors, repeatedVectors } from "./vectors.js";

const DIMENSION = 4;

/** The hits of each query as [row, distance]. */
function lists({ k, counts, indices, distances }: Awaited<ReturnType<typeof exactHits>>) {
  return Array.from(counts, (count, i) =>
    Array.from({ length: count }, (_, at) => [indices[i * k + at], distances[i * k + at]]),
  );
}

describe("exactHits", () => {
  const vectors = latticeVectors(200, DIMENSION, 3, 1);
  const queries = gaussianVectors(30, DIMENSION, 2);
  const query = (i: number) => queries.subarray(i * DIMENSION, (i + 1) * DIMENSION);

  it.each([0, 0.01, 1, 100])("is exact over a search that is wrong by up to %d", async (error) => {
    const candidates = new CoarseSearch(vectors, DIMENSION, error);
    const hits = await exactHits({ vectors, dimension: DIMENSION, candidates, queries, k: 7 });
    for (const [i, list] of lists(hits).entries()) {
      expect(list).toEqual(bruteForceHits(query(i), vectors, DIMENSION, 7));
    }
  });

  it("asks again only where it is not certain", async () => {
    const points = gaussianVectors(400, DIMENSION, 3);
    const candidates = new CoarseSearch(points, DIMENSION, 0);
    await exactHits({ vectors: points, dimension: DIMENSION, candidates, queries, k: 5 });
    expect(candidates.widths).toEqual(Array.from({ length: 30 }, () => 13));

    // One query in the middle of 60 copies: their order by row is known only once all have been seen.
    points.fill(0.25, 100 * DIMENSION, 160 * DIMENSION);
    const asked = queries.slice();
    asked.fill(0.25, 0, DIMENSION);
    const again = new CoarseSearch(points, DIMENSION, 0);
    const hits = await exactHits({ vectors: points, dimension: DIMENSION, candidates: again, queries: asked, k: 5 });
    expect(lists(hits)[0]!.map(([row]) => row)).toEqual([100, 101, 102, 103, 104]);
    expect(again.widths.filter((width) => width > 13)).toEqual([52, 400]);
  });

  it("honors the mask and the excluded row of each query", async () => {
    const mask = Uint8Array.from({ length: 200 }, (_, row) => (row % 3 === 0 ? 1 : 0));
    const exclude = Int32Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? 3 * i : -1));
    const candidates = new CoarseSearch(vectors, DIMENSION, 0.5);
    const hits = await exactHits({ vectors, dimension: DIMENSION, candidates, queries, k: 9, mask, exclude });
    for (const [i, list] of lists(hits).entries()) {
      const allowed = (row: number) => mask[row] === 1 && row !== exclude[i];
      expect(list).toEqual(bruteForceHits(query(i), vectors, DIMENSION, 9, allowed));
    }
  });

  it("breaks ties by the given order, also at the cut", async () => {
    const candidates = new CoarseSearch(vectors, DIMENSION, 0.1);
    const before = (a: number, b: number) => a > b;
    const hits = await exactHits({ vectors, dimension: DIMENSION, candidates, queries: vectors, k: 10, before });
    for (const [i, list] of lists(hits).entries()) {
      const own = vectors.subarray(i * DIMENSION, (i + 1) * DIMENSION);
      const all = bruteForceHits(own, vectors, DIMENSION, 200).sort((a, b) => a[1] - b[1] || b[0] - a[0]);
      expect(list).toEqual(all.slice(0, 10));
    }
  });

  it("gives fewer hits where fewer rows may be found", async () => {
    const mask = new Uint8Array(200).fill(1, 0, 2);
    const candidates = new CoarseSearch(vectors, DIMENSION, 0);
    const hits = await exactHits({ vectors, dimension: DIMENSION, candidates, queries: query(0), k: 5, mask });
    expect([...hits.counts]).toEqual([2]);
    expect([...hits.indices.subarray(2)]).toEqual([-1, -1, -1]);
  });

  it("finds nothing among no rows, and no lists for no queries", async () => {
    const none = new Float32Array(0);
    const empty = new CoarseSearch(none, DIMENSION, 0);
    const hits = await exactHits({ vectors: none, dimension: DIMENSION, candidates: empty, queries: query(0), k: 3 });
    expect([...hits.counts]).toEqual([0]);
    const candidates = new CoarseSearch(vectors, DIMENSION, 0);
    const nothing = await exactHits({ vectors, dimension: DIMENSION, candidates, queries: none, k: 3 });
    expect(nothing.counts).toHaveLength(0);
  });

  it.each([0, -1, 1.5, NaN])("refuses a k of %d", async (k) => {
    const candidates = new CoarseSearch(vectors, DIMENSION, 0);
    await expect(exactHits({ vectors, dimension: DIMENSION, candidates, queries, k })).rejects.toThrow(
      `k must be an integer of at least 1, got ${k}`,
    );
  });
});

describe("exactNeighborGraph", () => {
  it.each([0, 0.02, 50])("is exact over a search that is wrong by up to %d", async (error) => {
    const vectors = repeatedVectors(150, 60, DIMENSION, 4);
    const candidates = new CoarseSearch(vectors, DIMENSION, error);
    const graph = await exactNeighborGraph(vectors, DIMENSION, 12, candidates);
    expect(graph).toEqual(bruteForceNeighbors(vectors, DIMENSION, 12));
  });

  it("is the same graph for the same points in another order", async () => {
    const vectors = gaussianVectors(120, DIMENSION, 5);
    const reversed = Float32Array.from({ length: vectors.length }, (_, at) => {
      const row = 119 - Math.floor(at / DIMENSION);
      return vectors[row * DIMENSION + (at % DIMENSION)]!;
    });
    const graph = await exactNeighborGraph(vectors, DIMENSION, 8, new CoarseSearch(vectors, DIMENSION, 1));
    const other = await exactNeighborGraph(reversed, DIMENSION, 8, new CoarseSearch(reversed, DIMENSION, 1));
    for (let row = 0; row < 120; row++) {
      const own = graph.indices.subarray(row * 8, row * 8 + 8);
      const mirrored = other.indices.subarray((119 - row) * 8, (119 - row) * 8 + 8);
      expect([...mirrored].map((index) => 119 - index)).toEqual([...own]);
    }
  });

  it("reports progress that ends at 1, and stops when told", async () => {
    const vectors = gaussianVectors(1200, 2, 6);
    const shares: number[] = [];
    await exactNeighborGraph(vectors, 2, 3, new CoarseSearch(vectors, 2, 0), {
      onProgress: (share) => shares.push(share),
    });
    expect(shares).toEqual([512 / 1200, 1024 / 1200, 1]);

    const candidates = new CoarseSearch(vectors, 2, 0);
    const stopped = exactNeighborGraph(vectors, 2, 3, candidates, { shouldStop: () => candidates.widths.length > 0 });
    await expect(stopped).rejects.toThrow(StageStopped);
    expect(candidates.widths.length).toBeLessThan(1200);
  });

  it("refuses a search over other rows", async () => {
    const vectors = gaussianVectors(10, 2, 7);
    await expect(exactNeighborGraph(vectors, 2, 3, new CoarseSearch(vectors.slice(2), 2, 0))).rejects.toThrow(
      "candidates must search all 10 rows, got 9",
    );
  });
});
