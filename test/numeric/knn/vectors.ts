import { seededRandom } from "../../../src/numeric/random.js";

/** Standard normal numbers, row-major n x dimension. */
export function gaussianVectors(n: number, dimension: number, seed: number, scale = 1, offset = 0): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: n * dimension }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return radius * Math.cos(2 * Math.PI * random()) * scale + offset;
  });
}

/** `n` rows picked at random from `distinct` vectors. */
export function repeatedVectors(n: number, distinct: number, dimension: number, seed: number): Float32Array {
  const pool = gaussianVectors(distinct, dimension, seed);
  const random = seededRandom(seed + 1);
  const vectors = new Float32Array(n * dimension);
  for (let row = 0; row < n; row++) {
    const picked = Math.floor(random() * distinct);
    vectors.set(pool.subarray(picked * dimension, (picked + 1) * dimension), row * dimension);
  }
  return vectors;
}

/** Small whole coordinates: most distances occur many times. */
export function latticeVectors(n: number, dimension: number, values: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: n * dimension }, () => Math.floor(random() * values));
}
