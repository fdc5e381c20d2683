import { TopographError } from "../errors.js";
import type { SearchRequest } from "./vector-store.js";
import { validateFilter } from "./validate-filter.js";

export const MAX_K = 1000;

/** Refuses a search that means nothing. */
export function checkSearch({ target, k, filter }: SearchRequest, dimension: number): void {
  if (!Number.isInteger(k) || k < 1 || k > MAX_K) {
    throw new TopographError("BAD_USER_INPUT", `k: expected a whole number from 1 to ${MAX_K}, got ${k}`, {
      path: "k",
    });
  }
  if ("vectors" in target) checkQueries(target.vectors, dimension);
  if (filter) validateFilter(filter);
}

function checkQueries(vectors: Float32Array, dimension: number): void {
  if (vectors.length % dimension !== 0) {
    throw new TopographError(
      "VECTOR_DIMENSION_MISMATCH",
      `expected vectors of ${dimension} numbers, got ${vectors.length} numbers in all`,
      { expected: dimension, received: vectors.length },
    );
  }
  if (!vectors.every(Number.isFinite))
    throw new TopographError("INVALID_VECTOR", "The vector to search for has NaN or infinity.");
}
