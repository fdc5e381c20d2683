import type { Points } from "./points.js";

/** Mulberry32: 0 <= value < 1, the same sequence for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function shuffled(n: number, seed: number): number[] {
  const random = seededRandom(seed);
  const order = [...Array(n).keys()];
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

function filled(n: number, dim: number, value: (row: number, column: number) => number): Points {
  return { n, dim, values: Float64Array.from({ length: n * dim }, (_, at) => value(Math.floor(at / dim), at % dim)) };
}

/** Groups of different spread, sum of three uniforms about their centers. No two distances are equal. */
export function groups(seed: number, n = 90, dim = 2, count = 4, apart = 6): Points {
  const random = seededRandom(seed);
  const centers = filled(count, dim, () => apart * random());
  return filled(n, dim, (row, column) => {
    const group = row % count;
    const spread = 0.3 + 0.5 * group;
    return centers.values[group * dim + column]! + spread * (random() + random() + random() - 1.5);
  });
}

/** Uniform in the unit cube: no structure. */
export function uniform(seed: number, n = 80, dim = 3): Points {
  const random = seededRandom(seed);
  return filled(n, dim, () => random());
}

/** Points on a small grid of integers: many equal distances, and exact copies. */
export function grid(seed: number, n = 80, dim = 2, side = 8): Points {
  const random = seededRandom(seed);
  return filled(n, dim, () => Math.floor(side * random() * random()));
}

/** Each of few places taken by several points, and some by one. */
export function copies(seed: number, n = 80, dim = 2): Points {
  const random = seededRandom(seed);
  const places = uniform(seed + 1, Math.ceil(n / 3), dim);
  const chosen = Array.from({ length: n }, () => Math.floor(places.n * random() * random()));
  return filled(n, dim, (row, column) => places.values[chosen[row]! * dim + column]!);
}

/** Equal steps along a line: every weight is the same. */
export function line(n = 30): Points {
  return filled(n, 1, (row) => row);
}

export const SHAPES: readonly (readonly [string, (seed: number) => Points])[] = [
  ["groups", (seed) => groups(seed)],
  ["uniform", (seed) => uniform(seed)],
  ["grid", (seed) => grid(seed)],
  ["copies", (seed) => copies(seed)],
];
