import { TopographError } from "../../errors.js";
import type { GraphWay } from "../../runs/run-record.js";
import type { StoreKind } from "../../store/vector-store.js";

/** What a run asks for. */
export type NeighborsBy = "AUTO" | GraphWay;

export interface GraphSize {
  readonly documents: number;
  readonly dimension: number;
  /** Neighbors of each. */
  readonly width: number;
}

const MEGABYTE = 1e6;
/** Of the vectors in any run: the snapshot, and its rows in the search that joins the tree. */
const LEAST_COPIES = 2;
/** Copies of the vectors at the peak: the snapshot, its rows in the search's own memory, and those in ONNX Runtime's. */
const VECTOR_COPIES = 3;
/** Four bytes for the row, eight for the distance; once in the thread, once in shared memory. */
const BYTES_A_NEIGHBOR = 2 * 12;

/** What the graph takes in the process, beside what the server holds anyway. */
export function processMegabytes(size: GraphSize): number {
  return megabytes(size, VECTOR_COPIES);
}

/** What a run takes at the least: one that leaves the search to others, or searches block by block. */
export function leastMegabytes(size: GraphSize): number {
  return megabytes(size, LEAST_COPIES);
}

function megabytes({ documents, dimension, width }: GraphSize, copies: number): number {
  const vectors = documents * dimension * Float32Array.BYTES_PER_ELEMENT;
  return Math.ceil((copies * vectors + documents * width * BYTES_A_NEIGHBOR) / MEGABYTE);
}

/** That approximate lists prove nothing, and what exact ones would take. */
export function exactnessUnaffordable(size: GraphSize): TopographError {
  const megabytes = processMegabytes(size);
  return new TopographError(
    "EXACTNESS_UNAFFORDABLE",
    `exactness: CERTIFIED needs exact neighbors, and the collection's index in Milvus is approximate. Say neighborsBy: PROCESS, ` +
      `for which this server needs about ${megabytes} MB (MAX_MEMORY_MB), give the collection a FLAT index, or leave exactness out.`,
    { argument: "exactness", megabytes },
  );
}

/**
 * Who computes a graph: this process as long as it fits, else the server that keeps the vectors, where there is one.
 *
 * @throws TopographError BAD_USER_INPUT where Milvus is wanted and the vectors are not in one; COLLECTION_TOO_LARGE where
 *   a run fits in neither way, as every run holds the vectors
 */
export function graphWay(wanted: NeighborsBy, store: StoreKind, size: GraphSize, maxMemoryMb: number): GraphWay {
  if (wanted === "MILVUS" && store !== "MILVUS") {
    throw new TopographError(
      "BAD_USER_INPUT",
      "neighborsBy: MILVUS needs a collection that is kept in Milvus, and this one is in the server's own folder; leave " +
        "neighborsBy out (AUTO) or say PROCESS, or set MILVUS_URI and make the collection there.",
      { argument: "neighborsBy", actual: wanted },
    );
  }
  const least = leastMegabytes(size);
  if (least > maxMemoryMb) {
    throw new TopographError(
      "COLLECTION_TOO_LARGE",
      `A run over ${size.documents} documents of ${size.dimension} numbers needs ${least} MB at least; raise MAX_MEMORY_MB ` +
        `(${maxMemoryMb}) to that, ask for fewer neighbors, or cluster a part of the documents by a filter.`,
      { needed: least, maxMemoryMb },
    );
  }
  if (wanted !== "AUTO") return wanted;
  return store === "MILVUS" && processMegabytes(size) > maxMemoryMb ? "MILVUS" : "PROCESS";
}
