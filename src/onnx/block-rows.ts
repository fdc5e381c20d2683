import type { InferenceSession, Tensor } from "onnxruntime-node";
import type { BlockHits, BlockSearch } from "../numeric/knn/index.js";
import { nearestGraph } from "./search-graphs.js";
import { countTensor, floatTensor, openSession, type SessionOptions } from "./session.js";

/**
 * `BlockSearch` as a matrix product and a TopK in ONNX Runtime. Runs block the thread: keep it in a worker, and release it
 * after the job.
 */
export class BlockRows implements BlockSearch {
  private session: Promise<InferenceSession> | null = null;

  constructor(
    private readonly dimension: number,
    private readonly options: SessionOptions = {},
  ) {}

  async nearest(queries: Float32Array, rows: Float32Array, bias: Float32Array, width: number): Promise<BlockHits> {
    this.session ??= openSession(nearestGraph, this.options);
    const session = await this.session;
    const { indices, scores } = (await session.run({
      queries: floatTensor(queries, [queries.length / this.dimension, this.dimension]),
      rows: floatTensor(rows, [bias.length, this.dimension]),
      bias: floatTensor(bias, [1, bias.length]),
      k: countTensor(width),
    })) as { indices: Tensor; scores: Tensor };
    return { indices: indices.data as Int32Array, scores: scores.data as Float32Array };
  }

  /** Frees the native memory; a later search starts anew. */
  async release(): Promise<void> {
    const session = await this.session;
    this.session = null;
    await session?.release();
  }
}
