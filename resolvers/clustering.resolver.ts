import { Arg, Ctx, FieldResolver, Float, ID, Int, Query, Resolver, Root } from "type-graphql";

import { AssignmentColumns } from "../schema/assignment-columns.type.js";
import { Cluster, ClusterConnection } from "../schema/cluster.type.js";
import { ClusteringGoal } from "../schema/clustering-goal.input.js";
import { ClusteringCut } from "../schema/clustering-cut.type.js";
import {
  AssignmentView,
  type AssignmentViewName,
  ClusterOrder,
  ClusterSelection,
  ColumnEncoding,
  type ColumnEncodingName,
} from "../schema/clustering.enums.js";
import { Clustering, ClusteringConnection } from "../schema/clustering.type.js";
import { CondensedTree } from "../schema/condensed-tree.type.js";
import { Collection } from "../schema/collection.type.js";
import type { Connection } from "../schema/connection.type.js";
import { Member, MemberConnection } from "../schema/member.type.js";
import { Projection } from "../schema/projection.type.js";
import { SweepPoint } from "../schema/sweep-point.type.js";
import type { Context } from "../src/graphql/context.js";
import type { ClusterSelection as ClusterSelectionName } from "../src/runs/run-record.js";
import { type ClusterOrder as ClusterOrderName, orderClusters, orderNoise } from "../src/services/cluster-order.js";
import { DEFAULT_COLLECTION } from "../src/services/collection-service.js";
import { toGoal } from "../src/services/goal-input.js";
import { changedParams } from "../src/services/recluster-request.js";
import { ArgWithDefault } from "./arg-with-default.js";
import { assignmentColumns } from "./assignment-columns.js";
import { condensedTree } from "./condensed-tree.js";
import { toConnectionOfRows } from "./connection.js";
import { collectionByName, findClustering, requireCollection, requireCollectionByName } from "./look-up.js";
import { clusteringConnection } from "./run-connection.js";
import { COLUMNS_COST, CUT_COST, LIST_COST } from "./weights.js";

@Resolver(() => Clustering)
export class ClusteringResolver {
  @Query(() => ClusteringConnection, { description: "All runs of a collection, newest first." })
  async clusterings(
    @Arg("collection", () => String, { defaultValue: DEFAULT_COLLECTION }) name: string,
    @ArgWithDefault("first", () => Int, 20, "1 to 100.") first: number,
    @Arg("after", () => String, { nullable: true }) after: string | null | undefined,
    @Ctx() context: Context,
  ): Promise<Connection<Clustering>> {
    const { id } = await requireCollectionByName(name, context);
    return clusteringConnection(id, { first, after }, context);
  }

  @Query(() => Clustering, { nullable: true, description: "By id, else the collection's newest that succeeded." })
  async clustering(
    @Arg("id", () => ID, { nullable: true }) id: string | null | undefined,
    @ArgWithDefault("collection", () => String, DEFAULT_COLLECTION) name: string,
    @Ctx() context: Context,
  ): Promise<Clustering | null> {
    const run = id ? await findClustering(id, context) : await newestOf(name, context);
    return run && new Clustering(run);
  }

  @FieldResolver(() => Collection)
  async collection(@Root() { record }: Clustering, @Ctx() context: Context): Promise<Collection> {
    return new Collection(await requireCollection(record.collectionId, context));
  }

  @FieldResolver(() => Boolean, {
    description: "Whether the collection has changed since; of an attached one, whether it was noticed.",
  })
  async stale(@Root() { record }: Clustering, @Ctx() context: Context): Promise<boolean> {
    const collection = await requireCollection(record.collectionId, context);
    const { revision } = await context.loaders.noticed.load(collection);
    return revision !== record.collectionRevision;
  }

  @FieldResolver(() => ClusterConnection, {
    complexity: LIST_COST,
    description: "Fails with RUN_NOT_FINISHED until the run has succeeded.",
  })
  async clusters(
    @Root() { record }: Clustering,
    @ArgWithDefault("first", () => Int, 50, "1 to 100.") first: number,
    @Arg("after", () => String, { nullable: true }) after: string | null | undefined,
    @ArgWithDefault("orderBy", () => ClusterOrder, ClusterOrder.SIZE) orderBy: ClusterOrderName,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<Cluster>> {
    const result = await loaders.results.load(record);
    const list = ["clusters", record.id, orderBy];
    return toConnectionOfRows(
      { first, after },
      list,
      orderClusters(result, orderBy),
      (label) => new Cluster(record, result, result.cluster(label)),
    );
  }

  @FieldResolver(() => MemberConnection, {
    complexity: LIST_COST,
    description:
      "Documents that belong to no cluster, the most outlying first. RUN_NOT_FINISHED until the run has succeeded.",
  })
  async noise(
    @Root() { record }: Clustering,
    @ArgWithDefault("first", () => Int, 50, "1 to 100.") first: number,
    @Arg("after", () => String, { nullable: true }) after: string | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<Member>> {
    const result = await loaders.results.load(record);
    const list = ["noise", record.id];
    return toConnectionOfRows({ first, after }, list, orderNoise(result), (row) => new Member(record, result, row));
  }

  @FieldResolver(() => AssignmentColumns, {
    complexity: COLUMNS_COST,
    description: "Where every document belongs, as columns. RUN_NOT_FINISHED until the run has succeeded.",
  })
  async assignments(
    @Root() { record }: Clustering,
    @ArgWithDefault("view", () => AssignmentView, AssignmentView.RAW) view: AssignmentViewName,
    @ArgWithDefault("encoding", () => ColumnEncoding, ColumnEncoding.JSON) encoding: ColumnEncodingName,
    @Ctx() { loaders, services }: Context,
  ): Promise<AssignmentColumns> {
    const { columns } = await loaders.results.load(record);
    const soft = view === "SOFT" ? await services.clusterings.softOf(record) : null;
    return assignmentColumns(record.collectionId, columns, view, encoding, soft);
  }

  @FieldResolver(() => ClusteringCut, {
    complexity: CUT_COST,
    description:
      "The run's tree cut otherwise; what is left out or null stays as in the run. ARTIFACT_EXPIRED where the tree is no longer kept.",
  })
  async recut(
    @Root() { record }: Clustering,
    @Arg("minClusterSize", () => Int, { nullable: true }) minClusterSize: number | null | undefined,
    @Arg("minSamples", () => Int, {
      nullable: true,
      description:
        "Up to the run's neighbors; others than the run's own trust its neighbor lists, as exactness GRAPH does.",
    })
    minSamples: number | null | undefined,
    @Arg("selection", () => ClusterSelection, { nullable: true }) selection: ClusterSelectionName | null | undefined,
    @Arg("epsilon", () => Float, { nullable: true }) epsilon: number | null | undefined,
    @Arg("maxClusterSize", () => Int, { nullable: true }) maxClusterSize: number | null | undefined,
    @Arg("allowSingleCluster", () => Boolean, { nullable: true }) allowSingleCluster: boolean | null | undefined,
    @Arg("goal", () => ClusteringGoal, { nullable: true, description: "Chooses minClusterSize and selection." })
    goal: ClusteringGoal | null | undefined,
    @Ctx() { services, signal }: Context,
  ): Promise<ClusteringCut> {
    const change = { minClusterSize, minSamples, selection, epsilon, maxClusterSize, allowSingleCluster };
    const cut = await services.clusterings.recut(record, changedParams(record.params, change), signal, toGoal(goal));
    return new ClusteringCut(record.collectionId, cut);
  }

  @FieldResolver(() => CondensedTree, {
    complexity: COLUMNS_COST,
    description: "The clusters of every density, for an icicle plot. RUN_NOT_FINISHED until the run has succeeded.",
  })
  async tree(
    @Root() { record }: Clustering,
    @Arg("minSize", () => Int, {
      nullable: true,
      description: "Only clusters of so many documents at least; raised where that would be more than 5,000.",
    })
    minSize: number | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<CondensedTree> {
    return condensedTree(record, await loaders.results.load(record), minSize ?? null);
  }

  @FieldResolver(() => [SweepPoint], {
    complexity: CUT_COST,
    description:
      "What other sizes would make of the run: at most 64 from 2 to half of the documents, its own among them, by ascending minClusterSize. RUN_NOT_FINISHED until the run has succeeded.",
  })
  async sweep(
    @Root() { record }: Clustering,
    @Arg("selection", () => ClusterSelection, { nullable: true, description: "By default the run's own." })
    selection: ClusterSelectionName | null | undefined,
    @Ctx() { services, signal }: Context,
  ): Promise<SweepPoint[]> {
    const points = await services.clusterings.sweepOf(record, signal);
    return points.filter((point) => point.selection === (selection ?? record.params.selection));
  }

  @FieldResolver(() => Projection, {
    nullable: true,
    description: "Its map; null where none was asked for, or not yet.",
  })
  async projection(@Root() { record }: Clustering, @Ctx() { loaders }: Context): Promise<Projection | null> {
    const projection = record.projectionId && (await loaders.projections.load(record.projectionId));
    return projection ? new Projection(projection, record.id) : null;
  }
}

async function newestOf(name: string, context: Context) {
  const collection = await collectionByName(name, context);
  return collection && context.loaders.newestClusterings.load(collection.id);
}
