import type { SoftColumns } from "../schema/soft-columns.type.js";
import { NOISE } from "../src/services/clustering-result.js";
import type { SoftSource } from "../src/services/run-access.js";

export function softColumns({ top, labels, probabilities }: SoftSource): SoftColumns {
  const columns = { row: new Array<number>(), label: new Array<number>(), probability: new Array<number>() };
  labels.forEach((label, at) => {
    if (label === NOISE) return;
    columns.row.push(Math.floor(at / top));
    columns.label.push(label);
    columns.probability.push(probabilities[at] ?? 0);
  });
  return columns;
}

/** The first membership of every row. */
export function firmestOf({ top, labels, probabilities }: SoftSource): Pick<SoftSource, "labels" | "probabilities"> {
  return {
    labels: Int32Array.from({ length: labels.length / top }, (_, row) => labels[row * top] ?? NOISE),
    probabilities: Float32Array.from({ length: labels.length / top }, (_, row) => probabilities[row * top] ?? 0),
  };
}
