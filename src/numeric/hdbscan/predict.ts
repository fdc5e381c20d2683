import { type FlatClusters, lambdaOf } from "./flat-clusters.js";
import { NOISE } from "./label-points.js";
import { mutualReachability } from "./mutual-reachability.js";

/** The nearest points of one that was not clustered. */
export interface NewPointNeighbors {
  /** Rows, nearest first. */
  readonly rows: ArrayLike<number>;
  /** Euclidean distances, ascending. */
  readonly distances: ArrayLike<number>;
  /** Core distance of each of the rows. */
  readonly cores: ArrayLike<number>;
  /** That of the new point. */
  readonly core: number;
}

export interface Placement {
  readonly label: number;
  /** 0..1; 0 for noise. */
  readonly probability: number;
  /** How much thinner its place is than the densest in its cluster of the condensed tree or inside it, 0..1. */
  readonly outlierScore: number;
}

/**
 * Places points that were not clustered, by the rule of Python `hdbscan`'s `approximate_predict`: a point joins the tree at
 * its nearest point by mutual reachability, m. If that one left its last cluster before the tree came down to m, the new
 * one is there too; else it is in the innermost cluster around it that is there at m. Nothing of the clustering changes.
 *
 * The nearest by mutual reachability must be among the neighbors given. Python takes 2 * minSamples of them, and as core
 * distances those to the (minSamples - 1)-th other clustered point and, of the new one, to the (minSamples + 1)-th: one
 * less and one more than its clustering counts. The outlier score is that of its `approximate_predict_scores`.
 */
export class PointPlacer {
  /** By cluster of the condensed tree: the least distance in it or inside it. */
  private readonly densest: Float64Array;

  /** @param flat kept, not changed */
  constructor(private readonly flat: FlatClusters) {
    const { clusterCount, parent, death } = flat.condensed;
    this.densest = death.slice();
    for (let cluster = clusterCount - 1; cluster > 0; cluster--) {
      const around = parent[cluster]!;
      this.densest[around] = Math.min(this.densest[around]!, this.densest[cluster]!);
    }
  }

  /** @throws RangeError without neighbors */
  place({ rows, distances, cores, core }: NewPointNeighbors): Placement {
    const { condensed, clusters, labelOf } = this.flat;
    const { pointCluster, pointDistance, parent, birth, death } = condensed;
    let via = -1;
    let distance = Infinity;
    for (let i = 0; i < rows.length; i++) {
      const reached = mutualReachability(distances[i]!, core, cores[i]!);
      if (reached < distance) [via, distance] = [rows[i]!, reached];
    }
    if (via < 0) throw new RangeError("expected one neighbor at least");
    const own = lambdaOf(distance, condensed);
    const around = pointCluster[via]!;
    const densest = lambdaOf(this.densest[around]!, condensed);
    const outlierScore = own >= densest ? 0 : 1 - own / densest;
    let cluster = around;
    if (pointDistance[via]! < distance) while (cluster > 0 && birth[cluster]! <= distance) cluster = parent[cluster]!;
    const label = labelOf[cluster]!;
    if (label === NOISE) return { label, probability: 0, outlierScore };
    const end = lambdaOf(death[clusters[label]!]!, condensed);
    return { label, probability: own >= end ? 1 : own / end, outlierScore };
  }
}
