import { InferenceSession, Tensor } from "onnxruntime-node";
import { encodeModel, type GraphSpec } from "./model-proto.js";

export interface SessionOptions {
  /** Threads of one computation; by default one a physical core. */
  readonly threads?: number;
}

/**
 * A session over a graph made in code. Its arena keeps the largest working memory it ever had: release it after the job.
 * Runs block the calling thread although they return promises, so sessions belong into worker threads.
 */
export function openSession(graph: GraphSpec, options: SessionOptions): Promise<InferenceSession> {
  return InferenceSession.create(encodeModel(graph), {
    ...(options.threads !== undefined && { intraOpNumThreads: options.threads }),
    interOpNumThreads: 1,
    executionMode: "sequential",
    logSeverityLevel: 3,
  });
}

/** Float32 values as a tensor; not copied, unless they lie in shared memory, which ONNX Runtime refuses. */
export function floatTensor(values: Float32Array, dims: readonly number[]): Tensor {
  return new Tensor("float32", unshared(values), dims);
}

export function intTensor(values: Int32Array, dims: readonly number[]): Tensor {
  return new Tensor("int32", values, dims);
}

/** The operator TopK takes its k as an int64 tensor of one element. */
export function countTensor(count: number): Tensor {
  return new Tensor("int64", BigInt64Array.of(BigInt(count)), [1]);
}

export function unshared(values: Float32Array): Float32Array {
  return values.buffer instanceof SharedArrayBuffer ? new Float32Array(values) : values;
}

const BLOCK = 512;
const SMALLEST_BLOCK = 64;
/** Scores held at once: 128 MB. */
const SCORE_BUDGET = 1 << 25;

/** How many queries are scored at once against n rows. */
export function queryBlock(n: number): number {
  return Math.max(SMALLEST_BLOCK, Math.min(BLOCK, Math.floor(SCORE_BUDGET / Math.max(1, n))));
}
