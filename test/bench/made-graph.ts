import { seededRandom } from "../oracle/hdbscan/point-shapes.js";
import { euclidean } from "../../src/numeric/knn/distance.js";
import type { NeighborGraph } from "../../src/numeric/neighbor-graph.js";

const DIMENSION = 3;
/** Of the points; the others are spread evenly, as noise. */
const GROUPED = 0.7;
const POINTS_A_GROUP = 200;
const POINTS_A_CELL = 4;

export interface MadeGraph {
  readonly graph: NeighborGraph;
  /** Row-major n x 3. */
  readonly points: Float32Array;
  readonly dimension: number;
}

/**
 * The exact graph of n points in a unit cube: groups of different width in a thin even background. In three columns a
 * grid finds neighbors of a million points in seconds, which no search does in many.
 */
export function madeGraph(n: number, k: number, seed = 1): MadeGraph {
  const points = madePoints(n, seed);
  const side = Math.max(1, Math.floor(Math.cbrt(n / POINTS_A_CELL)));
  const cellOf = (row: number): number => {
    const [x, y, z] = [0, 1, 2].map((axis) => place(points[row * DIMENSION + axis]!, side)) as [number, number, number];
    return (x * side + y) * side + z;
  };
  const offsets = new Int32Array(side ** 3 + 1);
  for (let row = 0; row < n; row++) offsets[cellOf(row) + 1]!++;
  for (let cell = 0; cell < side ** 3; cell++) offsets[cell + 1]! += offsets[cell]!;
  const members = new Int32Array(n);
  const next = offsets.slice();
  for (let row = 0; row < n; row++) members[next[cellOf(row)]!++] = row;

  const graph = { n, k, indices: new Int32Array(n * k), distances: new Float64Array(n * k) };
  for (let row = 0; row < n; row++) nearest(row);
  return { graph, points, dimension: DIMENSION };

  /** Looks through shells of cells until the k-th is nearer than whatever lies outside them. */
  function nearest(row: number): void {
    const base = row * k;
    let held = 0;
    const [x, y, z] = [0, 1, 2].map((axis) => place(points[row * DIMENSION + axis]!, side)) as [number, number, number];
    for (let radius = 0; radius <= side; radius++) {
      for (let cx = Math.max(0, x - radius); cx <= Math.min(side - 1, x + radius); cx++) {
        for (let cy = Math.max(0, y - radius); cy <= Math.min(side - 1, y + radius); cy++) {
          const edge = Math.abs(cx - x) === radius || Math.abs(cy - y) === radius;
          for (let cz = Math.max(0, z - radius); cz <= Math.min(side - 1, z + radius); cz++) {
            if (!edge && Math.abs(cz - z) !== radius) continue;
            const cell = (cx * side + cy) * side + cz;
            for (let at = offsets[cell]!; at < offsets[cell + 1]!; at++) offer(members[at]!);
          }
        }
      }
      if (held === k && graph.distances[base + k - 1]! <= radius / side) return;
    }

    function offer(other: number): void {
      if (other === row) return;
      const distance = euclidean(points, row, points, other, DIMENSION);
      if (held === k && distance >= graph.distances[base + k - 1]!) return;
      let at = held < k ? held++ : k - 1;
      for (; at > 0 && graph.distances[base + at - 1]! > distance; at--) {
        graph.distances[base + at] = graph.distances[base + at - 1]!;
        graph.indices[base + at] = graph.indices[base + at - 1]!;
      }
      graph.distances[base + at] = distance;
      graph.indices[base + at] = other;
    }
  }
}

function place(value: number, side: number): number {
  return Math.min(side - 1, Math.max(0, Math.floor(value * side)));
}

function madePoints(n: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  const groups = Math.max(1, Math.round((n * GROUPED) / POINTS_A_GROUP));
  const centers = Float32Array.from({ length: groups * DIMENSION }, random);
  const points = new Float32Array(n * DIMENSION);
  for (let row = 0; row < n; row++) {
    const group = random() < GROUPED ? Math.floor(random() * groups) : -1;
    const width = ((1 + (group % 4)) * 0.1) / Math.cbrt(groups);
    for (let axis = 0; axis < DIMENSION; axis++) {
      const spread = random() + random() + random() - 1.5;
      const value = group < 0 ? random() : centers[group * DIMENSION + axis]! + width * spread;
      points[row * DIMENSION + axis] = Math.min(1, Math.max(0, value));
    }
  }
  return points;
}
