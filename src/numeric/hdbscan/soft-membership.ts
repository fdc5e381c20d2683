import { type FlatClusters, lambdaOf } from "./flat-clusters.js";
import { NOISE } from "./label-points.js";

/** The points that stand for clusters: by label, those that leave the leaves inside it last. */
export interface ClusterExemplars {
  /** Rows, ascending by label, then by row. */
  readonly rows: Int32Array;
  /** Their labels. */
  readonly labels: Int32Array;
}

/** For each point its nearest exemplars. */
export interface NearestExemplars {
  readonly width: number;
  /** n * width numbers of exemplars, nearest first; -1 in the remaining places where there are fewer. */
  readonly indices: Int32Array;
  /** n * width Euclidean distances, ascending. */
  readonly distances: Float64Array;
}

export interface SoftMembership {
  readonly top: number;
  /** n * top labels, the firmest membership first, equal ones by label; NOISE in the remaining places. */
  readonly labels: Int32Array;
  /** n * top probabilities, descending; the sum of a row is at most 1. 0 in the remaining places. */
  readonly probabilities: Float64Array;
}

/** @returns new arrays */
export function clusterExemplars({ condensed, labelOf }: FlatClusters): ClusterExemplars {
  const { n, clusterCount, parent, death, pointCluster, pointDistance, leastDistance } = condensed;
  const isLeaf = new Uint8Array(clusterCount).fill(1);
  for (let cluster = 1; cluster < clusterCount; cluster++) isLeaf[parent[cluster]!] = 0;
  const rows: number[] = [];
  for (let row = 0; row < n; row++) {
    const leaf = pointCluster[row]!;
    if (isLeaf[leaf] === 1 && labelOf[leaf] !== NOISE && pointDistance[row]! <= Math.max(death[leaf]!, leastDistance)) {
      rows.push(row);
    }
  }
  rows.sort((a, b) => labelOf[pointCluster[a]!]! - labelOf[pointCluster[b]!]! || a - b);
  return { rows: Int32Array.from(rows), labels: Int32Array.from(rows, (row) => labelOf[pointCluster[row]!]!) };
}

/**
 * How much each point belongs to each cluster, after Python `hdbscan`'s `all_points_membership_vectors`:
 *
 *     membership(p, C) = weight(p, C) / sum over all clusters of weight(p, .) * inSome(p)
 *     weight(p, C) = 1 / (distance from p to the nearest exemplar of C) * exp(exp(-lambdaMax(p) / height(p, C)))
 *
 * height is the lambda at which p and C are together: that of p where its last cluster is inside C or C inside it, else
 * that of the split between them. lambdaMax is the largest of a row of p's last cluster. inSome is the largest height over
 * the largest lambda of a row of the cluster that has it, at most 1. Beside an exemplar, at distance 0, only the clusters
 * of such exemplars count.
 *
 * It differs from Python's where several clusters are equally high, all inside the one that p left: that of the largest
 * weight is taken, Python takes the first it numbered. Clusters without an exemplar among those given count as if their
 * nearest one were as far as the last given. Only the `top` largest memberships are kept.
 *
 * @param flat not kept, not changed
 * @param exemplarLabels label of each exemplar
 * @param near of every point; at least one wide where there is a cluster
 * @param top 1 or more
 * @returns new arrays
 */
export function softMembership(
  flat: FlatClusters,
  exemplarLabels: Int32Array,
  near: NearestExemplars,
  top: number,
): SoftMembership {
  const { condensed, clusters } = flat;
  const { n, clusterCount, pointCluster, pointDistance } = condensed;
  const labels = new Int32Array(n * top).fill(NOISE);
  const probabilities = new Float64Array(n * top);
  const soft = { top, labels, probabilities };
  if (clusters.length === 0) return soft;
  const rowsOf = groupRows(pointCluster, clusterCount);
  const heights = new ClusterHeights(flat);
  const places = new Int32Array(clusters.length).fill(-1);
  for (let cluster = 0; cluster < clusterCount; cluster++) {
    const rows = rowsOf[cluster]!;
    if (rows.length === 0) continue;
    heights.from(cluster);
    for (const row of rows) {
      const own = lambdaOf(pointDistance[row]!, condensed);
      weigh(row, own, heights, { exemplarLabels, near, places }, soft);
    }
  }
  return soft;
}

/** What the clusters are to the points that were last in one of them. */
class ClusterHeights {
  /** By label: the lambda of the split between it and the present cluster; 0 where one is inside the other. */
  readonly split: Float64Array;
  /** By label: the largest lambda of a row of its own. */
  readonly densest: Float64Array;
  /** Largest lambda of a row of the present cluster. */
  lambdaMax = 0;
  /** Sum of the factors of the clusters beyond a split, and how many there are on this side of all. */
  beyond = 0;
  related = 0;
  /** Of the largest lambda of a split, and of the cluster there, the densest of equal ones. */
  highest = 0;
  highestDensest = 0;
  /** By node: lambda of the split to the present cluster, 0 for related ones. */
  private readonly nodeSplit: Float64Array;
  private readonly onPath: Uint8Array;

  constructor(private readonly flat: FlatClusters) {
    const { condensed, clusters } = flat;
    this.split = new Float64Array(clusters.length);
    this.densest = Float64Array.from(clusters, (cluster) => lambdaOf(condensed.death[cluster]!, condensed));
    this.nodeSplit = new Float64Array(condensed.clusterCount);
    this.onPath = new Uint8Array(condensed.clusterCount);
  }

  /** Looks from another cluster. */
  from(cluster: number): void {
    const { nodeSplit, onPath, split, densest } = this;
    const { condensed, clusters } = this.flat;
    const { clusterCount, parent, birth, death } = condensed;
    this.lambdaMax = lambdaOf(death[cluster]!, condensed);
    nodeSplit.fill(NaN);
    onPath.fill(0);
    // The cluster itself, what is inside it and what is around it are on its side.
    for (let node = cluster; node >= 0; node = parent[node]!) {
      nodeSplit[node] = 0;
      onPath[node] = 1;
    }
    for (let node = 1; node < clusterCount; node++) {
      if (!Number.isNaN(nodeSplit[node]!)) continue;
      const above = parent[node]!;
      const parts = above !== cluster && onPath[above] === 1;
      nodeSplit[node] = parts ? lambdaOf(birth[node]!, condensed) : nodeSplit[above]!;
    }
    this.beyond = this.related = this.highest = this.highestDensest = 0;
    for (let label = 0; label < clusters.length; label++) {
      const height = nodeSplit[clusters[label]!]!;
      split[label] = height;
      if (height === 0) {
        this.related++;
        continue;
      }
      this.beyond += this.factor(height);
      if (height > this.highest) [this.highest, this.highestDensest] = [height, 0];
      if (height === this.highest) this.highestDensest = Math.max(this.highestDensest, densest[label]!);
    }
  }

  /** exp(exp(-lambdaMax / height)) */
  factor(height: number): number {
    // Python adds 1e-8 here against a lambda of 0.
    return Math.exp(Math.exp(-(this.lambdaMax + 1e-8) / height));
  }
}

interface Found {
  readonly exemplarLabels: Int32Array;
  readonly near: NearestExemplars;
  /** By label: its place among those found for the present point; -1 for none. Left as it was found. */
  readonly places: Int32Array;
}

function weigh(
  row: number,
  own: number,
  heights: ClusterHeights,
  { exemplarLabels, near, places }: Found,
  soft: SoftMembership,
): void {
  const { split, densest } = heights;
  const ownFactor = heights.factor(own);
  const labels: number[] = [];
  const weights: number[] = [];
  const start = row * near.width;
  const isExemplarPlace = near.distances[start] === 0;
  let left = heights.beyond + heights.related * ownFactor;
  let last = Infinity;
  for (let at = start, end = at + near.width; at < end && near.indices[at]! >= 0; at++) {
    const label = exemplarLabels[near.indices[at]!]!;
    last = near.distances[at]!;
    if (isExemplarPlace && last > 0) break;
    if (places[label] !== -1) continue;
    places[label] = labels.length;
    const factor = split[label] === 0 ? ownFactor : heights.factor(split[label]!);
    labels.push(label);
    weights.push(isExemplarPlace ? factor : factor / last);
    left -= factor;
  }
  let total = isExemplarPlace || labels.length === split.length ? 0 : Math.max(0, left) / last;
  for (const weight of weights) total += weight;
  for (const label of labels) places[label] = -1;

  const order = [...labels.keys()].sort((a, b) => weights[b]! - weights[a]! || labels[a]! - labels[b]!);
  const best = order.find((place) => split[labels[place]!] === 0);
  // Where clusters are on this side of every split, the point itself is the highest there is.
  const high = heights.related > 0 ? own : heights.highest;
  const dense = heights.related > 0 ? (best === undefined ? own : densest[labels[best]!]!) : heights.highestDensest;
  const inSome = high / Math.max(dense, own);
  for (let i = 0; i < Math.min(soft.top, order.length); i++) {
    const place = order[i]!;
    if (!(weights[place]! > 0)) break;
    soft.labels[row * soft.top + i] = labels[place]!;
    soft.probabilities[row * soft.top + i] = (weights[place]! / total) * inSome;
  }
}

function groupRows(pointCluster: Int32Array, clusterCount: number): number[][] {
  const groups = Array.from({ length: clusterCount }, () => new Array<number>());
  pointCluster.forEach((cluster, row) => groups[cluster]!.push(row));
  return groups;
}
