import type { Centers } from "./label-groups.js";

/** The k nearest other centers of each center, nearest first, ties by index; rows are padded with -1 where there are fewer. */
export interface NearestCenters {
  readonly k: number;
  readonly indices: Int32Array;
}

/** Sweeps outwards in order of x and stops where the gap in x alone is wider than the k-th distance. */
export function nearestCenters({ x, y }: Centers, k: number): NearestCenters {
  const n = x.length;
  const order = Int32Array.from({ length: n }, (_, index) => index).sort((a, b) => x[a]! - x[b]! || a - b);
  const indices = new Int32Array(n * k).fill(-1);
  const distances = new Float64Array(k);
  for (let place = 0; place < n; place++) {
    const center = order[place]!;
    const start = center * k;
    let found = 0;
    const offer = (other: number): void => {
      const distance = (x[other]! - x[center]!) ** 2 + (y[other]! - y[center]!) ** 2;
      let slot = found;
      if (found < k) found++;
      else if (isBefore(distance, other, distances[k - 1]!, indices[start + k - 1]!)) slot = k - 1;
      else return;
      while (slot > 0 && isBefore(distance, other, distances[slot - 1]!, indices[start + slot - 1]!)) {
        distances[slot] = distances[slot - 1]!;
        indices[start + slot] = indices[start + slot - 1]!;
        slot--;
      }
      distances[slot] = distance;
      indices[start + slot] = other;
    };
    const isTooFar = (other: number): boolean => found === k && (x[other]! - x[center]!) ** 2 > distances[k - 1]!;
    for (let left = place - 1; left >= 0 && !isTooFar(order[left]!); left--) offer(order[left]!);
    for (let right = place + 1; right < n && !isTooFar(order[right]!); right++) offer(order[right]!);
  }
  return { k, indices };
}

function isBefore(distance: number, index: number, otherDistance: number, otherIndex: number): boolean {
  return distance < otherDistance || (distance === otherDistance && index < otherIndex);
}
