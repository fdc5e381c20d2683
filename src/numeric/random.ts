/**
 * A seeded generator of numbers in [0, 1): SplitMix32-style mixing of a Weyl sequence, 2^32 numbers long. Equal seeds give
 * equal sequences on every machine; nothing in this project draws from Math.random. The mixing constants were found by
 * hash-prospector (Wellons, from 2018 on).
 *
 * @param seed any integer, also beyond 32 bits
 * @returns a function that gives the next number; its state is its own
 * @throws RangeError when the seed is no integer
 */
export function seededRandom(seed: number): () => number {
  if (!Number.isInteger(seed)) throw new RangeError(`seed must be an integer, got ${seed}`);
  // Both halves of seeds beyond 32 bits count.
  let state = (seed ^ Math.imul(Math.floor(seed / 2 ** 32), 0x85ebca6b)) >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
