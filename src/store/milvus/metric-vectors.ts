import { TopographError } from "../../errors.js";
import { findVectorFault, normalizeRows } from "../../numeric/knn/normalize-rows.js";
import type { StoreCollection } from "../vector-store.js";

/** How far from 1 the length of a vector may be that counts as a unit vector: half precision is not finer. */
export const LENGTH_TOLERANCE = 1e-3;

/**
 * Vectors that others stored, as Topograph measures them: of unit length unless the metric is L2.
 *
 * @param stored row-major; changed in place
 * @param keys of the rows, to name the one at fault
 * @throws TopographError CONFLICT (another dimension), INVALID_VECTOR or METRIC_NOT_EUCLIDEAN
 */
export function metricVectors(
  { metric, dimension }: Pick<StoreCollection, "metric" | "dimension">,
  stored: Float32Array,
  keys: readonly string[],
): Float32Array {
  if (stored.length !== keys.length * dimension)
    throw new TopographError(
      "CONFLICT",
      `The vectors in Milvus no longer have ${dimension} numbers; drop the collection here and attach it again.`,
      { expected: dimension },
    );
  if (metric === "L2" || keys.length === 0) return stored;
  const fault = findVectorFault(stored, dimension, true);
  if (fault)
    throw new TopographError(
      "INVALID_VECTOR",
      `The vector of row ${shown(keys[fault.row])} in Milvus is ${fault.fault}; metric ${metric} needs a direction.`,
      { key: keys[fault.row] ?? null },
    );
  if (metric === "IP") keys.forEach((key, row) => checkLength(key, stored, row * dimension, dimension));
  return normalizeRows(stored, dimension, stored);
}

function checkLength(key: string, vectors: Float32Array, start: number, dimension: number): void {
  let square = 0;
  for (let at = start; at < start + dimension; at++) square += (vectors[at] ?? 0) ** 2;
  const length = Math.sqrt(square);
  if (Math.abs(length - 1) <= LENGTH_TOLERANCE) return;
  throw new TopographError(
    "METRIC_NOT_EUCLIDEAN",
    `The vector of row ${shown(key)} in Milvus has length ${length.toPrecision(4)}. The index has metric IP, which equals a ` +
      "distance on unit vectors only; build it with metric COSINE or L2, or store unit vectors.",
    { key, expected: 1, actual: length },
  );
}

function shown(key: string | undefined): string {
  return JSON.stringify((key ?? "").slice(0, 100));
}
