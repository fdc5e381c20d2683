import type { Candidates, CandidateSearch } from "../../../src/numeric/knn/index.js";
import { seededRandom } from "../../../src/numeric/random.js";
import { bruteForceHits } from "../../oracle/brute-force-neighbors.js";

/** A search whose squared distances are wrong by up to `error`, and which knows it; keeps the widths it was asked for. */
export class CoarseSearch implements CandidateSearch {
  readonly widths: number[] = [];
  readonly size: number;
  private readonly random = seededRandom(99);

  constructor(
    private readonly vectors: Float32Array,
    private readonly dimension: number,
    private readonly error: number,
  ) {
    this.size = vectors.length / dimension;
  }

  async nearest(queries: Float32Array, width: number, mask?: Uint8Array): Promise<Candidates> {
    const { vectors, dimension, error } = this;
    const count = queries.length / dimension;
    const indices = new Int32Array(count * width).fill(-1);
    const floors = new Float64Array(count).fill(Infinity);
    for (let i = 0; i < count; i++) {
      this.widths.push(width);
      const query = queries.subarray(i * dimension, (i + 1) * dimension);
      const ranked = bruteForceHits(query, vectors, dimension, this.size, (row) => mask?.[row] !== 0)
        .map(([row, distance]) => ({ row, square: distance ** 2 + error * (2 * this.random() - 1) }))
        .sort((a, b) => a.square - b.square);
      ranked.slice(0, width).forEach(({ row }, at) => (indices[i * width + at] = row));
      if (ranked.length > width) floors[i] = ranked[width]!.square - error * (1 + 1e-9);
    }
    return { width, indices, floors };
  }
}
