import type { Matrix } from "../../scripts/distill/matrix.js";
import { seededRandom } from "../../scripts/distill/seeded-random.js";

export function matrix(rows: readonly (readonly number[])[]): Matrix {
  return { rows: rows.length, columns: rows[0]?.length ?? 0, data: Float32Array.from(rows.flat()) };
}

/** Entries between -1 and 1. */
export function randomMatrix(rows: number, columns: number, seed: number): Matrix {
  const random = seededRandom(seed);
  return { rows, columns, data: Float32Array.from({ length: rows * columns }, () => random() * 2 - 1) };
}

export function rowsOf({ rows, columns, data }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, i) => [...data.subarray(i * columns, (i + 1) * columns)]);
}

/** Texts of 1 to 6 tokens out of `vocabulary`, each token in some text, some of them twice in one. */
export function randomTexts(count: number, vocabulary: number, seed: number): number[][] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const more = Array.from({ length: Math.floor(random() * 6) }, () => Math.floor(random() * vocabulary));
    return [i % vocabulary, ...more];
  });
}
