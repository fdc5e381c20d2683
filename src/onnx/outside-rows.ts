import type { InferenceSession, Tensor } from "onnxruntime-node";
import type { OutsideSearch } from "../numeric/hdbscan/outside-search.js";
import { euclidean } from "../numeric/knn/distance.js";
import { gatherRows } from "../numeric/knn/gather-rows.js";
import { queryNormError, squaredDistanceFloor } from "./float-error.js";
import { centerQueries, RowMatrix, type ScoredRows } from "./row-matrix.js";
import { nearestOutsideGraph } from "./search-graphs.js";
import { countTensor, floatTensor, intTensor, openSession, queryBlock, type SessionOptions } from "./session.js";

/** Candidates beyond those wanted, which float32 may have put in the wrong order. */
const MARGIN = 8;
const WIDENING = 4;

/** What one call asks for. */
interface Request {
  readonly scored: ScoredRows;
  readonly component: Int32Array;
  readonly core: Float64Array;
  readonly width: number;
  readonly feeds: Readonly<Record<string, Tensor>>;
}

/**
 * `OutsideSearch` over a float32 matrix in ONNX Runtime. Candidates are weighed again in float64 and points ask for more
 * until nothing lighter can be missing, so the search is exact. Runs block the thread: keep it in a worker.
 */
export class OutsideRows implements OutsideSearch {
  readonly squaredError = 0;
  private readonly matrix: RowMatrix;
  private session: Promise<InferenceSession> | null = null;

  /** @param vectors row-major, of whole rows; nobody may change it; copied only when it lies in shared memory */
  constructor(
    vectors: Float32Array,
    dimension: number,
    private readonly options: SessionOptions = {},
  ) {
    this.matrix = RowMatrix.of(vectors, dimension);
  }

  async nearestOutside(
    points: Int32Array,
    component: Int32Array,
    core: Float64Array,
    width: number,
  ): Promise<Int32Array> {
    const scored = this.matrix.scored();
    const { n, dimension } = scored;
    const request: Request = {
      scored,
      component,
      core,
      width,
      feeds: {
        rows: floatTensor(scored.rows, [n, dimension]),
        norms: floatTensor(
          scored.bias.map((value) => -2 * value),
          [1, n],
        ),
        cores: floatTensor(
          Float32Array.from(core, (value) => value * value),
          [1, n],
        ),
        components: intTensor(component, [1, n]),
      },
    };
    const found = new Int32Array(points.length * width).fill(-1);
    let open = Int32Array.from(points, (_, i) => i);
    for (let asked = Math.min(n, width + MARGIN); open.length > 0; asked = Math.min(n, asked * WIDENING)) {
      const unsure: number[] = [];
      const block = queryBlock(n);
      for (let from = 0; from < open.length; from += block) {
        unsure.push(...(await this.askBlock(request, points, open.subarray(from, from + block), asked, found)));
      }
      open = Int32Array.from(unsure);
    }
    return found;
  }

  distance(a: number, b: number): number {
    return euclidean(this.matrix.vectors, a, this.matrix.vectors, b, this.matrix.dimension);
  }

  /** Frees the native memory; a later search starts anew. */
  async release(): Promise<void> {
    const session = await this.session;
    this.session = null;
    await session?.release();
  }

  /** Writes the lists of some points (given by their positions) and returns the positions that need more candidates. */
  private async askBlock(
    { scored, component, core, width, feeds }: Request,
    points: Int32Array,
    positions: Int32Array,
    asked: number,
    found: Int32Array,
  ): Promise<number[]> {
    const { n, dimension } = scored;
    const count = positions.length;
    const rowsOf = Int32Array.from(positions, (position) => points[position]!);
    const queries = gatherRows(this.matrix.vectors, dimension, rowsOf);
    const { rows, norms } = centerQueries(queries, 0, count, scored);
    this.session ??= openSession(nearestOutsideGraph, this.options);
    const session = await this.session;
    const { indices, squares } = (await session.run({
      ...feeds,
      queries: floatTensor(rows, [count, dimension]),
      queryNorms: floatTensor(
        Float32Array.from(norms, (norm) => norm * norm),
        [count, 1],
      ),
      queryCores: floatTensor(
        Float32Array.from(rowsOf, (row) => core[row]! ** 2),
        [count, 1],
      ),
      queryComponents: intTensor(
        Int32Array.from(rowsOf, (row) => component[row]!),
        [count, 1],
      ),
      k: countTensor(asked),
    })) as { indices: Tensor; squares: Tensor };
    const candidates = indices.data as Int32Array;
    const ranks = squares.data as Float32Array;

    const unsure: number[] = [];
    for (let i = 0; i < count; i++) {
      const point = rowsOf[i]!;
      const weighed: { row: number; weight: number }[] = [];
      for (let at = i * asked; at < (i + 1) * asked && ranks[at] !== Infinity; at++) {
        const row = candidates[at]!;
        weighed.push({ row, weight: Math.max(this.distance(point, row), core[point]!, core[row]!) });
      }
      weighed.sort((a, b) => a.weight - b.weight || a.row - b.row);
      const kept = weighed.slice(0, width);
      found.set(
        kept.map(({ row }) => row),
        positions[i]! * width,
      );
      if (weighed.length < asked || asked === n) continue;
      const floor = weightFloor(scored, norms[i]!, core[point]!, ranks[(i + 1) * asked - 1]!);
      if (kept[width - 1]!.weight > floor) unsure.push(positions[i]!);
    }
    return unsure;
  }
}

/**
 * The least weight of a row whose float32 squared weight is at least `square`: that is either its core distance, squared
 * and rounded, or its distance. No weight is below the point's own core distance.
 */
function weightFloor(scored: ScoredRows, queryNorm: number, core: number, square: number): number {
  const byCore = square * (1 - 2 ** -22);
  const byDistance = squaredDistanceFloor(scored, queryNorm, square, queryNormError(scored.dimension, queryNorm));
  return Math.max(core, Math.sqrt(Math.min(byCore, byDistance)));
}
