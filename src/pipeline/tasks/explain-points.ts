import {
  type ClusterOptions,
  flatClusters,
  type JoinChange,
  joinsWhen,
  mutualReachability,
  nearestView,
  NOISE,
  type SpanningTree,
  sweepSizes,
} from "../../numeric/hdbscan/index.js";
import type { NeighborGraph } from "../../numeric/neighbor-graph.js";
import { hierarchyOf } from "./known-hierarchies.js";

export interface ExplainInput {
  readonly key: string;
  readonly tree: SpanningTree;
  readonly options: ClusterOptions;
  readonly graph: NeighborGraph;
  readonly minSamples: number;
  /** Rows. */
  readonly points: readonly number[];
}

export interface PointExplanation {
  readonly coreDistance: number;
  /** The distance at which it fell out of the condensed tree. */
  readonly leftAtDistance: number;
  /** Listed neighbors in its own cluster, or in that it would join first, the nearest by mutual reachability first. */
  readonly via: readonly { readonly row: number; readonly distance: number }[];
  readonly joinsWhen: readonly JoinChange[];
}

const VIA = 5;

/** Why points are where they are, and what would take noise in. */
export function explainPoints({ key, tree, options, graph, minSamples, points }: ExplainInput): PointExplanation[] {
  const hierarchy = hierarchyOf(key, tree);
  const { labels, condensed } = flatClusters(hierarchy, options);
  const nearest = nearestView(hierarchy, labels).labels;
  const changes = joinsWhen(hierarchy, options, points, sweepSizes(tree.n, options.minClusterSize));
  const coreOf = (row: number): number => coreDistance(graph, row, minSamples);
  return points.map((point, at) => {
    const label = nearest[point] ?? NOISE;
    const via: { row: number; distance: number; reached: number }[] = [];
    for (let place = point * graph.k; place < (point + 1) * graph.k; place++) {
      const row = graph.indices[place] ?? 0;
      const distance = graph.distances[place] ?? 0;
      if (label === NOISE || labels[row] !== label) continue;
      via.push({ row, distance, reached: mutualReachability(distance, coreOf(point), coreOf(row)) });
    }
    via.sort((a, b) => a.reached - b.reached || a.distance - b.distance || a.row - b.row);
    return {
      coreDistance: coreOf(point),
      leftAtDistance: condensed.pointDistance[point] ?? 0,
      via: via.slice(0, VIA).map(({ row, distance }) => ({ row, distance })),
      joinsWhen: changes[at] ?? [],
    };
  });
}

function coreDistance({ n, k, distances }: NeighborGraph, row: number, minSamples: number): number {
  const samples = Math.min(minSamples, n - 1);
  return samples < 1 ? 0 : (distances[row * k + samples - 1] ?? 0);
}
