import type { NeighborGraph } from "../../src/numeric/neighbor-graph.js";

/** All pairs, one sum of squares each, sorted: slow and obviously right. */
export function bruteForceNeighbors(vectors: Float32Array, dimension: number, k: number): NeighborGraph {
  const n = vectors.length / dimension;
  const width = Math.max(0, Math.min(k, n - 1));
  const indices = new Int32Array(n * width);
  const distances = new Float64Array(n * width);
  for (let row = 0; row < n; row++) {
    const own = vectors.subarray(row * dimension, (row + 1) * dimension);
    bruteForceHits(own, vectors, dimension, width, (other) => other !== row).forEach(([other, distance], at) => {
      indices[row * width + at] = other;
      distances[row * width + at] = distance;
    });
  }
  return { n, k: width, indices, distances };
}

/** The first k allowed rows by (distance, row), with their distances. */
export function bruteForceHits(
  query: Float32Array,
  vectors: Float32Array,
  dimension: number,
  k: number,
  allowed: (row: number) => boolean = () => true,
): [row: number, distance: number][] {
  const all: [number, number][] = [];
  for (let row = 0; row < vectors.length / dimension; row++) {
    if (!allowed(row)) continue;
    let sum = 0;
    for (let i = 0; i < dimension; i++) sum += (query[i]! - vectors[row * dimension + i]!) ** 2;
    all.push([row, Math.sqrt(sum)]);
  }
  return all.sort((a, b) => a[1] - b[1] || a[0] - b[0]).slice(0, k);
}
