import type { InferenceSession, Tensor } from "onnxruntime-node";
import { TopographError } from "../errors.js";
import type { Candidates, CandidateSearch } from "../numeric/knn/candidate-search.js";
import { squaredDistanceFloor } from "./float-error.js";
import { centerQueries, RowMatrix } from "./row-matrix.js";
import { nearestGraph } from "./search-graphs.js";
import { countTensor, floatTensor, openSession, queryBlock, type SessionOptions } from "./session.js";

/**
 * The nearest rows of a float32 matrix, as one matrix product and a TopK in ONNX Runtime for each block of queries. Works
 * for vectors of any length, unit or not. What it finds are candidates with a bound on what it may have missed; hand it to
 * `exactHits` or `exactNeighborGraph` for exact answers. Runs block the thread: keep it in a worker.
 *
 *     const search = RowSearch.of(vectors, 384);          // a whole matrix, not copied
 *     const search = new RowSearch(384); search.set(7, v) // or one that grows
 *     const { indices } = await search.nearest(queries, 10, mask);
 *     await search.release();
 *
 * Rows must not change while a search runs.
 */
export class RowSearch implements CandidateSearch {
  private session: Promise<InferenceSession> | null = null;

  constructor(
    dimension: number,
    private readonly options: SessionOptions = {},
    private readonly matrix = new RowMatrix(dimension),
  ) {}

  /** Searches a matrix that nobody changes any more; it is copied only when it lies in shared memory. */
  static of(vectors: Float32Array, dimension: number, options: SessionOptions = {}): RowSearch {
    return new RowSearch(dimension, options, RowMatrix.of(vectors, dimension));
  }

  get dimension(): number {
    return this.matrix.dimension;
  }

  /** Rows in use. */
  get size(): number {
    return this.matrix.size;
  }

  /** Row numbers, in use or free, lie below this: the length of a mask. */
  get rowLimit(): number {
    return this.matrix.n;
  }

  /** The matrix, row-major; another array after `set` had to make room. Not to be changed. */
  get vectors(): Float32Array {
    return this.matrix.vectors;
  }

  has(row: number): boolean {
    return this.matrix.has(row);
  }

  /** Puts a copy of a vector into a row, free or not; room is made as needed. */
  set(row: number, vector: Float32Array): void {
    this.matrix.set(row, vector);
  }

  /** Frees a row: it is not found until it is set again. */
  remove(row: number): void {
    this.matrix.remove(row);
  }

  async nearest(queries: Float32Array, width: number, mask?: Uint8Array): Promise<Candidates> {
    const { dimension } = this;
    const count = queries.length / dimension;
    if (!Number.isInteger(count)) {
      throw new TopographError("VECTOR_DIMENSION_MISMATCH", `Give query vectors of ${dimension} values each.`, {
        expected: dimension,
        received: queries.length,
      });
    }
    const scored = this.matrix.scored();
    const indices = new Int32Array(count * width).fill(-1);
    const floors = new Float64Array(count).fill(Infinity);
    const bias = mask ? maskedBias(scored.bias, mask) : scored.bias;
    const findable = countFindable(bias);
    const found = Math.min(width, findable);
    if (found > 0 && count > 0) {
      this.session ??= openSession(nearestGraph, this.options);
      const session = await this.session;
      const feeds = {
        rows: floatTensor(scored.rows, [scored.n, dimension]),
        bias: floatTensor(bias, [1, scored.n]),
        k: countTensor(found),
      };
      const complete = found === findable;
      const block = queryBlock(scored.n);
      for (let from = 0; from < count; from += block) {
        const some = Math.min(block, count - from);
        const asked = centerQueries(queries, from, some, scored);
        const { indices: rows, scores } = (await session.run({
          ...feeds,
          queries: floatTensor(asked.rows, [some, dimension]),
        })) as { indices: Tensor; scores: Tensor };
        const blockRows = rows.data as Int32Array;
        const blockScores = scores.data as Float32Array;
        for (let i = 0; i < some; i++) {
          indices.set(blockRows.subarray(i * found, (i + 1) * found), (from + i) * width);
          if (complete) continue;
          const norm = asked.norms[i]!;
          const lastSquare = norm * norm - 2 * blockScores[(i + 1) * found - 1]!;
          floors[from + i] = squaredDistanceFloor(scored, norm, lastSquare);
        }
      }
    }
    return { width, indices, floors };
  }

  /** Frees the native memory; a later search starts anew. */
  async release(): Promise<void> {
    const session = await this.session;
    this.session = null;
    await session?.release();
  }
}

function maskedBias(bias: Float32Array, mask: Uint8Array): Float32Array {
  const masked = new Float32Array(bias.length);
  for (let row = 0; row < bias.length; row++) masked[row] = mask[row] === 1 ? bias[row]! : -Infinity;
  return masked;
}

function countFindable(bias: Float32Array): number {
  let count = 0;
  for (const value of bias) if (value !== -Infinity) count++;
  return count;
}
