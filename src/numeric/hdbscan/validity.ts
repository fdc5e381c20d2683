import type { Hierarchy } from "./hierarchy.js";
import { NOISE } from "./label-points.js";

/** Below a merge: no label, or several, of which none is looked at any more. */
const SEVERAL = -2;

/**
 * The density-based validity index (Moulavi, Jaskowiak, Campello, Zimek and Sander 2014) of a labeling, on the
 * single-linkage tree of mutual reachability over all points:
 *
 *     V = sum over the clusters C of size(C) / n * (separation(C) - sparseness(C)) / max(separation(C), sparseness(C))
 *
 * Sparseness is the distance at which the members of C are together, separation that at which they meet members of
 * another cluster; of one cluster alone, any other point. Both are distances of merges, so that V is a function of the
 * data alone. Python `hdbscan`'s `relative_validity_` has the same sparseness, and for the separation the lightest edge of
 * its spanning tree between members of two clusters, twice the heaviest of all edges for a cluster without one: it is
 * larger where clusters meet through noise, and changes with the edges chosen among equal ones. Its `validity_index`
 * builds a tree of each cluster alone, by distances of another definition.
 *
 * @param hierarchy of n points, from which the labels were taken; not kept, not changed
 * @param labels n labels, NOISE or 0..sizes.length-1
 * @param sizes number of members by label
 * @returns -1..1, in fact 0..1 for clusters of this hierarchy; null where no cluster has anything to be separated from
 * @throws RangeError when there is not one label a point
 */
export function validityIndex(hierarchy: Hierarchy, labels: Int32Array, sizes: Int32Array): number | null {
  const { n, nodeCount, distances, childOffsets, children } = hierarchy;
  if (labels.length !== n) throw new RangeError(`expected ${n} labels, got ${labels.length}`);
  const alone = sizes.length === 1;
  const sparseness = new Float64Array(sizes.length).fill(NaN);
  const separation = new Float64Array(sizes.length).fill(NaN);
  // By merge: the only label below it, and how many points have it.
  const labelOf = new Int32Array(nodeCount).fill(NOISE);
  const countOf = new Int32Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    const start = childOffsets[node]!;
    const end = childOffsets[node + 1]!;
    let only: number = NOISE;
    let count = 0;
    let others = 0;
    for (let at = start; at < end; at++) {
      const child = children[at]!;
      const label = child < n ? labels[child]! : labelOf[child - n]!;
      if (label === NOISE) others++;
      else if (only === NOISE || label === only) {
        only = label;
        count += child < n ? 1 : countOf[child - n]!;
      } else only = SEVERAL;
    }
    labelOf[node] = only;
    countOf[node] = count;
    if (only === SEVERAL) {
      for (let at = start; at < end; at++) {
        const child = children[at]!;
        const label = child < n ? labels[child]! : labelOf[child - n]!;
        if (label >= 0 && Number.isNaN(separation[label]!)) separation[label] = distances[node]!;
      }
    } else if (only !== NOISE && count === sizes[only]!) {
      if (Number.isNaN(sparseness[only]!)) sparseness[only] = distances[node]!;
      if (alone && others > 0 && Number.isNaN(separation[0]!)) separation[0] = distances[node]!;
    }
  }
  let sum = 0;
  for (let label = 0; label < sizes.length; label++) {
    const apart = separation[label]!;
    // A cluster of one point is together at once.
    const within = Number.isNaN(sparseness[label]!) ? 0 : sparseness[label]!;
    if (Number.isNaN(apart)) return null;
    const larger = Math.max(apart, within);
    if (larger > 0) sum += ((sizes[label]! / n) * (apart - within)) / larger;
  }
  return sizes.length === 0 ? null : sum;
}
