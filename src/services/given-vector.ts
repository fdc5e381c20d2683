import { TopographError } from "../errors.js";
import { normalizeRows } from "../numeric/knn/normalize-rows.js";
import type { CollectionRecord } from "../runs/collection-record.js";

type Space = Pick<CollectionRecord, "name" | "dimension" | "metric">;

/** How far from 1 the length of a vector may be that counts as a unit vector: half precision is not finer. */
const UNIT_TOLERANCE = 1e-3;

/**
 * A vector from outside as the store keeps it: single precision, of unit length unless the metric is L2.
 *
 * @throws TopographError VECTOR_DIMENSION_MISMATCH, INVALID_VECTOR or METRIC_NOT_EUCLIDEAN
 */
export function toStoredVector(values: ArrayLike<number>, { name, dimension, metric }: Space): Float32Array {
  if (values.length !== dimension) {
    throw new TopographError(
      "VECTOR_DIMENSION_MISMATCH",
      `vector has ${values.length} numbers, the vectors of collection ${name} have ${dimension}.`,
      { argument: "vector", expected: dimension, actual: values.length },
    );
  }
  const vector = Float32Array.from(values);
  const fault = vector.findIndex((value) => !Number.isFinite(value));
  if (fault >= 0) {
    throw new TopographError(
      "INVALID_VECTOR",
      `vector has ${String(values[fault])} at position ${fault}, which is no finite single-precision number.`,
      { argument: "vector", position: fault },
    );
  }
  if (metric === "L2") return vector;
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (length === 0) throw zeroVector("vector is all zero", metric);
  if (metric === "IP" && Math.abs(length - 1) > UNIT_TOLERANCE) {
    throw new TopographError(
      "METRIC_NOT_EUCLIDEAN",
      `vector has length ${length.toPrecision(4)}; in a collection with metric IP it must be 1 (COSINE takes any length).`,
      { argument: "vector", expected: 1, actual: length },
    );
  }
  return normalizeRows(vector, dimension);
}

/** A text of which the model knows nothing has no direction, so it has no neighbors either. */
export function unknownText(metric: CollectionRecord["metric"]): TopographError {
  return zeroVector("the model knows no word of this text, so its vector is all zero", metric);
}

function zeroVector(fault: string, metric: CollectionRecord["metric"]): TopographError {
  return new TopographError("INVALID_VECTOR", `${fault}; metric ${metric} needs a direction.`, { argument: "vector" });
}
