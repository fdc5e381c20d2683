import { normalizeRows } from "../../src/numeric/knn/index.js";
import type { Metric } from "../../src/store/vector-store.js";
import { seededNumbers } from "../contract/made-documents.js";
import type { DocumentInput } from "./news-inputs.js";

export const MADE_DIMENSION = 8;

/** Documents with made-up vectors, of unit length where the metric wants it; every fifth is a copy of the one before. */
export function madeInputs(count: number, metric: Metric): DocumentInput[] {
  const next = seededNumbers(count);
  let vector: Float32Array = new Float32Array(MADE_DIMENSION);
  return Array.from({ length: count }, (_, row) => {
    if (row % 5 !== 4) vector = Float32Array.from({ length: MADE_DIMENSION }, () => next() - 0.5);
    const stored = metric === "L2" ? vector : normalizeRows(vector, MADE_DIMENSION);
    return {
      key: `m-${String(row).padStart(4, "0")}`,
      text: `Made document ${row}`,
      fields: { parity: row % 2 === 0 ? "even" : "odd" },
      vector: Array.from(stored),
    };
  });
}
