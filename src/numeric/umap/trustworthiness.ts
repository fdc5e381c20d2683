import type { NeighborGraph } from "../neighbor-graph.js";
import { euclidean, euclideanInto } from "../knn/distance.js";

const K = 15;
/** The measure is defined for fewer than half of the points. */
const FEWEST = 2 * K + 2;
/** Points that are asked for their nearest on the map. */
const MOST_ASKED = 1000;
/** Points among which far ranks are counted. */
const MOST_COUNTED = 500;
/** Distances on the map that may be taken: a second or so. */
const MAP_BUDGET = 2e8;

/**
 * How far the 15 nearest on the map are near in the original space too (Venna and Kaski 2001); 1 is best. From at most
 * 1,000 points, evenly spread. A rank within the graph's lists is exact; a larger one is estimated by how many of at most
 * 500 evenly spread rows are closer. Of up to 500 points the figure is exact.
 *
 * @param layout n * 2 coordinates by row, finite; not kept
 * @param vectors row-major n x dimension; not kept
 * @param graph of these vectors; not kept
 * @returns null for fewer than 32 points
 */
export function trustworthiness15(
  layout: Float32Array,
  vectors: Float32Array,
  dimension: number,
  graph: NeighborGraph,
): number | null {
  const { n } = graph;
  if (n < FEWEST) return null;
  const asked = spread(n, Math.min(MOST_ASKED, Math.max(K, Math.floor(MAP_BUDGET / n))));
  const counted = spread(n, MOST_COUNTED);
  const distances = new Float64Array(counted.length);
  let penalty = 0;
  for (const row of asked) {
    let sorted: Float64Array | null = null;
    const isCounted = counted.includes(row);
    for (const other of nearestOnMap(layout, row)) {
      const listed = rankInList(graph, row, other);
      if (listed !== null) {
        penalty += Math.max(0, listed - K);
        continue;
      }
      if (sorted === null) {
        euclideanInto(vectors, row, vectors, counted, 0, counted.length, dimension, distances);
        sorted = Float64Array.from(distances).sort();
      }
      const closer = countBelow(sorted, euclidean(vectors, row, vectors, other, dimension));
      // Neither the row itself nor the one whose rank is wanted counts.
      const own = isCounted && sorted[0] === 0 && closer > 0 ? 1 : 0;
      const whole = counted.length - (isCounted ? 1 : 0) - (counted.length === n ? 1 : 0);
      const rank = 1 + ((closer - own) * (n - 2)) / whole;
      penalty += Math.max(0, Math.max(rank, graph.k + 1) - K);
    }
  }
  return 1 - (2 / (asked.length * K * (2 * n - 3 * K - 1))) * penalty;
}

function spread(n: number, most: number): Int32Array {
  const count = Math.min(n, most);
  return Int32Array.from({ length: count }, (_, i) => Math.floor((i * n) / count));
}

/** Ascending by distance; of equal ones the first row. */
function nearestOnMap(layout: Float32Array, row: number): Int32Array {
  const rows = new Int32Array(K).fill(-1);
  const distances = new Float64Array(K).fill(Infinity);
  const x = layout[2 * row]!;
  const y = layout[2 * row + 1]!;
  for (let other = 0, n = layout.length / 2; other < n; other++) {
    if (other === row) continue;
    const distance = (layout[2 * other]! - x) ** 2 + (layout[2 * other + 1]! - y) ** 2;
    if (distance >= distances[K - 1]!) continue;
    let at = K - 1;
    for (; at > 0 && distances[at - 1]! > distance; at--) {
      distances[at] = distances[at - 1]!;
      rows[at] = rows[at - 1]!;
    }
    distances[at] = distance;
    rows[at] = other;
  }
  return rows;
}

function rankInList({ k, indices }: NeighborGraph, row: number, other: number): number | null {
  for (let place = 0; place < k; place++) if (indices[row * k + place] === other) return place + 1;
  return null;
}

function countBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
