import type { Hierarchy } from "./hierarchy.js";
import { NOISE } from "./label-points.js";

export interface NearestView {
  /** n labels; NOISE only when there is no cluster at all. */
  readonly labels: Int32Array;
  /** n distances at which the points join; 0 for members, and where there is no cluster to join. */
  readonly distances: Float64Array;
}

/**
 * Gives each noise point the cluster that it joins first as the hierarchy is read upwards: one with members below the
 * lowest merge that holds the point and any member. Of several, the larger, then that of the lower label; labels are
 * numbered so that this is the lowest.
 *
 * @param hierarchy from which the labels were taken
 * @param labels n labels, NOISE or numbered by descending size; not changed
 * @returns new arrays
 * @throws RangeError when there is not one label a point
 */
export function nearestView(hierarchy: Hierarchy, labels: Int32Array): NearestView {
  const { n, nodeCount, distances, childOffsets, children } = hierarchy;
  if (labels.length !== n) throw new RangeError(`expected ${n} labels, got ${labels.length}`);
  const nearest = labels.slice();
  const joinDistances = new Float64Array(n);
  // By merge: the lowest label below it, NOISE for none.
  const lowest = new Int32Array(nodeCount).fill(NOISE);
  for (let node = 0; node < nodeCount; node++) {
    for (let at = childOffsets[node]!; at < childOffsets[node + 1]!; at++) {
      const child = children[at]!;
      const label = child < n ? labels[child]! : lowest[child - n]!;
      if (label !== NOISE && (lowest[node] === NOISE || label < lowest[node]!)) lowest[node] = label;
    }
  }
  // By merge, from the root down: the lowest merge at or above it that has a label.
  const joins = new Int32Array(nodeCount);
  for (let node = nodeCount - 1; node >= 0; node--) {
    const join = lowest[node] === NOISE ? joins[node]! : node;
    for (let at = childOffsets[node]!; at < childOffsets[node + 1]!; at++) {
      const child = children[at]!;
      if (child >= n) {
        joins[child - n] = join;
      } else if (labels[child] === NOISE && lowest[join] !== NOISE) {
        nearest[child] = lowest[join]!;
        joinDistances[child] = distances[join]!;
      }
    }
  }
  return { labels: nearest, distances: joinDistances };
}
