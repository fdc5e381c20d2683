import { Cluster } from "../schema/cluster.type.js";
import type { MembershipExplanation } from "../schema/explanation.type.js";
import type { Context } from "../src/graphql/context.js";
import { withDocuments } from "../src/graphql/loaders/neighbor-loader.js";
import type { ClusteringRecord } from "../src/runs/run-record.js";
import { nearestClusters } from "../src/services/cluster-tree.js";
import { type ClusteringResult, NOISE } from "../src/services/clustering-result.js";
import { requireCollection } from "./look-up.js";
import { toNeighbors } from "./neighbors.js";

/** Why a row of a run is where it is. */
export async function explainRow(
  run: ClusteringRecord,
  result: ClusteringResult,
  row: number,
  context: Context,
): Promise<MembershipExplanation> {
  const { loaders } = context;
  const { coreDistance, leftAtDistance, via, joinsWhen } = await loaders.explanations.load({ run, row });
  const hits = via.map((neighbor) => ({ key: result.key(neighbor.row), distance: neighbor.distance }));
  const [collection, documents] = await Promise.all([
    requireCollection(run.collectionId, context),
    withDocuments(hits, run.collectionId, loaders.documents),
  ]);
  const nearest = nearestOf(result, row);
  const info = nearest && result.clusters[nearest.label];
  return {
    coreDistance,
    leftAtDistance,
    nearestCluster: info ? new Cluster(run, result, info) : null,
    distanceToNearest: nearest?.distance ?? null,
    joinsWhen: joinsWhen.map(({ parameter, value }) => ({ parameter, value })),
    via: toNeighbors(documents, collection),
  };
}

function nearestOf({ columns, tree }: ClusteringResult, row: number): { label: number; distance: number } | null {
  const label = columns.labels[row] ?? NOISE;
  if (label !== NOISE) return nearestClusters(tree, label)[0] ?? null;
  const nearest = columns.nearestLabels[row] ?? NOISE;
  return nearest === NOISE ? null : { label: nearest, distance: columns.nearestDistances[row] ?? 0 };
}
