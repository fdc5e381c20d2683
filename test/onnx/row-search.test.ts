import { afterEach, describe, expect, it } from "vitest";
import { exactHits, normalizeRows } from "../../src/numeric/knn/index.js";
import { seededRandom } from "../../src/numeric/random.js";
import { RowSearch } from "../../src/onnx/index.js";
import { gaussianVectors } from "../numeric/knn/vectors.js";
import { bruteForceHits } from "../oracle/brute-force-neighbors.js";

const DIMENSION = 8;
const opened: RowSearch[] = [];
const track = (search: RowSearch): RowSearch => {
  opened.push(search);
  return search;
};
const growing = () => track(new RowSearch(DIMENSION, { threads: 1 }));
const row = (vectors: Float32Array, at: number) => vectors.subarray(at * DIMENSION, (at + 1) * DIMENSION);

afterEach(async () => {
  for (const search of opened.splice(0)) await search.release();
});

describe("RowSearch", () => {
  it("follows rows that are added, replaced, removed and reused", async () => {
    const search = growing();
    const random = seededRandom(5);
    const held = new Map<number, Float32Array>();
    for (let step = 0; step < 400; step++) {
      const at = Math.floor(random() * 150);
      if (random() < 0.35) {
        search.remove(at);
        held.delete(at);
      } else {
        // Far from the origin in the second half, so that the center has to move.
        const vector = gaussianVectors(1, DIMENSION, step, 1, step < 200 ? 0 : 1000);
        search.set(at, vector);
        held.set(at, vector);
      }
      if (step % 20 !== 19) continue;
      const queries = gaussianVectors(3, DIMENSION, 1000 + step, 1, step < 200 ? 0 : 1000);
      const { vectors } = search;
      const hits = await exactHits({ vectors, dimension: DIMENSION, candidates: search, queries, k: 6 });
      expect(search.size).toBe(held.size);
      for (let i = 0; i < 3; i++) {
        const expected = bruteForceHits(row(queries, i), vectors, DIMENSION, 6, (candidate) => held.has(candidate));
        expect([...hits.indices.subarray(i * 6, i * 6 + expected.length)]).toEqual(expected.map(([found]) => found));
        expect([...hits.distances.subarray(i * 6, i * 6 + expected.length)]).toEqual(expected.map(([, d]) => d));
      }
    }
  });

  it("keeps a copy of what it is given", async () => {
    const search = growing();
    const vector = new Float32Array(DIMENSION).fill(1);
    search.set(0, vector);
    vector.fill(7);
    expect([...row(search.vectors, 0)]).toEqual(new Array(DIMENSION).fill(1));
  });

  it("finds only rows of the mask, and says when that is all of them", async () => {
    const vectors = gaussianVectors(100, DIMENSION, 1);
    const search = track(RowSearch.of(vectors, DIMENSION, { threads: 1 }));
    const mask = new Uint8Array(100);
    mask[17] = mask[60] = 1;
    const { indices, floors, width } = await search.nearest(row(vectors, 3), 5, mask);
    expect(width).toBe(5);
    expect(new Set(indices)).toEqual(new Set([17, 60, -1]));
    expect([...indices.subarray(2)]).toEqual([-1, -1, -1]);
    expect([...floors]).toEqual([Infinity]);
  });

  it("bounds what it left out, closely, whatever the vectors are like", async () => {
    const unit = normalizeRows(gaussianVectors(600, DIMENSION, 2), DIMENSION);
    const wild = gaussianVectors(600, DIMENSION, 3);
    for (let at = 0; at < wild.length; at++) wild[at]! *= 10 ** ((Math.floor(at / DIMENSION) % 9) - 4);
    for (const vectors of [unit, wild, gaussianVectors(600, DIMENSION, 4, 1, 1e5)]) {
      const search = track(RowSearch.of(vectors, DIMENSION, { threads: 1 }));
      const width = 20;
      const { indices, floors } = await search.nearest(vectors, width);
      for (let query = 0; query < 600; query++) {
        const found = new Set(indices.subarray(query * width, (query + 1) * width));
        expect(found.size).toBe(width);
        const rest = bruteForceHits(row(vectors, query), vectors, DIMENSION, 600, (other) => !found.has(other));
        expect(floors[query]!).toBeLessThanOrEqual(rest[0]![1] ** 2);
        if (vectors !== unit) continue;
        const last = bruteForceHits(row(vectors, query), vectors, DIMENSION, 600, (other) => found.has(other)).at(-1)!;
        expect(floors[query]!).toBeGreaterThan(last[1] ** 2 - 1e-5);
      }
    }
  });

  it("answers more queries than one block holds", async () => {
    const vectors = gaussianVectors(1100, DIMENSION, 6);
    const search = track(RowSearch.of(vectors, DIMENSION, { threads: 1 }));
    const { indices } = await search.nearest(vectors, 1);
    expect(indices).toEqual(Int32Array.from({ length: 1100 }, (_, i) => i));
  });

  it("finds nothing while it is empty, and after a release works on", async () => {
    const search = growing();
    const query = new Float32Array(DIMENSION).fill(1);
    expect((await search.nearest(query, 2)).indices).toEqual(Int32Array.of(-1, -1));
    search.set(4, query);
    expect((await search.nearest(query, 2)).indices).toEqual(Int32Array.of(4, -1));
    await search.release();
    expect((await search.nearest(query, 1)).indices).toEqual(Int32Array.of(4));
    search.remove(4);
    expect((await search.nearest(query, 1)).indices).toEqual(Int32Array.of(-1));
    expect(search.has(4)).toBe(false);
  });

  it("refuses vectors it cannot compare, and stays as it was", async () => {
    const search = growing();
    search.set(0, new Float32Array(DIMENSION).fill(1));
    const bad = new Float32Array(DIMENSION);
    for (const value of [NaN, Infinity, 1e30]) {
      bad[3] = value;
      expect(() => search.set(0, bad)).toThrow(expect.objectContaining({ code: "INVALID_VECTOR" }));
      await expect(search.nearest(bad, 1)).rejects.toMatchObject({ code: "INVALID_VECTOR" });
    }
    expect(() => search.set(1, new Float32Array(3))).toThrow("Give vectors of 8 values, not 3.");
    await expect(search.nearest(new Float32Array(DIMENSION + 1), 1)).rejects.toMatchObject({
      code: "VECTOR_DIMENSION_MISMATCH",
    });
    expect(search.size).toBe(1);
    expect((await search.nearest(new Float32Array(DIMENSION), 1)).indices).toEqual(Int32Array.of(0));
  });
});
