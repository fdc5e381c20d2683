import type { Centers } from "./label-groups.js";
import { colorDifference } from "./color-difference.js";
import { nearestCenters } from "./nearest-centers.js";
import { DARK_PALETTE, LIGHT_PALETTE, PALETTE_SIZE } from "./palette.js";

/** Clusters this near by rank must not share a color; with twelve colors that can nearly always be kept. */
export const NEIGHBORS_TOLD_APART = 6;

/** An equal color beside it must cost more than any number of merely similar ones. */
const EQUAL_COLOR = 1_000;
/** So that no color takes over the map. */
const OFTEN_USED = 0.8;
/** So many of the largest clusters share out the colors among themselves: a legend and a list show them in a row. */
const LARGE = 24;
/** At this difference two colors are told apart at a glance. */
const CLEAR_DIFFERENCE = 0.16;

/** CLASHES[a * PALETTE_SIZE + b]: what it costs to have colors a and b side by side. */
const CLASHES = clashes();

/**
 * A palette index for each cluster so that clusters next to each other on the map look different. Greedy graph coloring:
 * the largest clusters first, then by saturation (Brelaz 1979), where the cluster with the most different colors around it
 * goes next. Each takes the color that clashes least with its neighbors, the nearer counting more. Depends on the centers alone, which come largest cluster first.
 */
export function assignColors(centers: Centers): Uint8Array {
  const n = centers.x.length;
  const colors = new Uint8Array(n);
  const neighborhood = symmetricNeighbors(centers);
  const costs = new Float64Array(n * PALETTE_SIZE);
  const blocked = new Uint16Array(n);
  const blockedCount = new Uint8Array(n);
  const done = new Uint8Array(n);
  const [usesByLarge, usesBySmall] = [new Uint32Array(PALETTE_SIZE), new Uint32Array(PALETTE_SIZE)];
  const queue = new SaturationQueue(n, PALETTE_SIZE);
  for (let step = 0; step < n; step++) {
    const cluster = step < LARGE ? step : queue.take(done, blockedCount);
    const uses = cluster < LARGE ? usesByLarge : usesBySmall;
    const color = cheapest(costs.subarray(cluster * PALETTE_SIZE, (cluster + 1) * PALETTE_SIZE), uses);
    colors[cluster] = color;
    done[cluster] = 1;
    uses[color]! += 1;
    for (const { other, weight } of neighborhood[cluster]!) {
      if (done[other]) continue;
      for (let c = 0; c < PALETTE_SIZE; c++)
        costs[other * PALETTE_SIZE + c]! += weight * CLASHES[color * PALETTE_SIZE + c]!;
      if ((blocked[other]! & (1 << color)) === 0) {
        blocked[other]! |= 1 << color;
        blockedCount[other]! += 1;
        queue.raise(other, blockedCount[other]!);
      }
    }
  }
  return colors;
}

interface WeightedNeighbor {
  readonly other: number;
  readonly weight: number;
}

/** Each pair once in both lists where either counts the other among its nearest; the first neighbor weighs 1, the k-th 1/k. */
function symmetricNeighbors(centers: Centers): WeightedNeighbor[][] {
  const { k, indices } = nearestCenters(centers, NEIGHBORS_TOLD_APART);
  const lists = Array.from(centers.x, () => new Map<number, number>());
  for (let slot = 0; slot < indices.length; slot++) {
    const [cluster, other, weight] = [Math.floor(slot / k), indices[slot]!, 1 / ((slot % k) + 1)];
    if (other < 0) continue;
    lists[cluster]!.set(other, Math.max(weight, lists[cluster]!.get(other) ?? 0));
    lists[other]!.set(cluster, Math.max(weight, lists[other]!.get(cluster) ?? 0));
  }
  return lists.map((list) => Array.from(list, ([other, weight]) => ({ other, weight })));
}

function clashes(): Float64Array {
  const costs = new Float64Array(PALETTE_SIZE * PALETTE_SIZE);
  for (let a = 0; a < PALETTE_SIZE; a++) {
    for (let b = 0; b < PALETTE_SIZE; b++) {
      const difference = Math.min(
        colorDifference(DARK_PALETTE[a]!, DARK_PALETTE[b]!),
        colorDifference(LIGHT_PALETTE[a]!, LIGHT_PALETTE[b]!),
      );
      costs[a * PALETTE_SIZE + b] = a === b ? EQUAL_COLOR : Math.max(0, 1 - difference / CLEAR_DIFFERENCE);
    }
  }
  return costs;
}

/** The color of least cost, where a color used as often as the average costs OFTEN_USED more. */
function cheapest(costs: Float64Array, uses: Uint32Array): number {
  const perUse = (OFTEN_USED * PALETTE_SIZE) / uses.reduce((sum, count) => sum + count, PALETTE_SIZE);
  let best = 0;
  for (let color = 1; color < costs.length; color++) {
    if (costs[color]! + perUse * uses[color]! < costs[best]! + perUse * uses[best]!) best = color;
  }
  return best;
}

/** Clusters by the number of different colors around them. Entries may be out of date: `take` skips those. */
class SaturationQueue {
  readonly #buckets: number[][];

  constructor(n: number, levels: number) {
    this.#buckets = Array.from({ length: levels + 1 }, () => []);
    for (let cluster = n - 1; cluster >= 0; cluster--) this.#buckets[0]!.push(cluster);
  }

  raise(cluster: number, level: number): void {
    this.#buckets[level]!.push(cluster);
  }

  take(done: Uint8Array, levels: Uint8Array): number {
    for (let level = this.#buckets.length - 1; level >= 0; level--) {
      const bucket = this.#buckets[level]!;
      for (let cluster = bucket.pop(); cluster !== undefined; cluster = bucket.pop()) {
        if (!done[cluster] && levels[cluster] === level) return cluster;
      }
    }
    throw new RangeError("expected a cluster without a color, got none");
  }
}
