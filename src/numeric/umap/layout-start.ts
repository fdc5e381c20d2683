import { seededRandom } from "../random.js";

/** The largest coordinate of a start, as in umap-learn. */
const EXTENT = 10;
/** Copies start at one point; this much noise lets them part. */
const NOISE = 1e-4;

/**
 * Coordinates to start from at the usual extent: given ones scaled as a whole, so that the largest becomes 10, or random
 * ones where all of them are 0 or none are given; with a little noise, so that copies part.
 *
 * @param coordinates n * 2 by row, finite, at any scale, such as `principalComponents`; not changed; null for random ones
 * @param seed any integer
 * @returns n * 2 coordinates by row, from -10 to 10 and the noise; the caller owns them
 */
export function layoutStart(n: number, coordinates: Float32Array | null, seed: number): Float32Array {
  const random = seededRandom(seed);
  let largest = 0;
  if (coordinates) for (const value of coordinates) largest = Math.max(largest, Math.abs(value));
  const start = new Float32Array(2 * n);
  for (let at = 0; at < 2 * n; at++) {
    const noise = 2 * random() - 1;
    start[at] = coordinates && largest > 0 ? (coordinates[at]! / largest) * EXTENT + NOISE * noise : EXTENT * noise;
  }
  return start;
}
