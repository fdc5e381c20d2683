import { Arg, Ctx, FieldResolver, Float, ID, Int, Query, Resolver, Root } from "type-graphql";

import { ClusterNeighbor } from "../schema/cluster-neighbor.type.js";
import { Cluster } from "../schema/cluster.type.js";
import { MemberOrder } from "../schema/clustering.enums.js";
import { Clustering } from "../schema/clustering.type.js";
import type { Connection } from "../schema/connection.type.js";
import { Member, MemberConnection } from "../schema/member.type.js";
import { Point } from "../schema/point.type.js";
import type { Context } from "../src/graphql/context.js";
import { parseIdOf } from "../src/graphql/global-id.js";
import { type MemberOrder as MemberOrderName, orderMembers } from "../src/services/cluster-order.js";
import { nearestClusters } from "../src/services/cluster-tree.js";
import { LIMITS, requireInteger, requireNumber } from "../src/services/limits.js";
import { ArgWithDefault } from "./arg-with-default.js";
import { toConnectionOfRows } from "./connection.js";
import { findCluster } from "./look-up.js";
import { centerOf } from "./point.js";
import { LIST_COST } from "./weights.js";

@Resolver(() => Cluster)
export class ClusterResolver {
  @Query(() => Cluster, { nullable: true, description: "Null where there is none with this id." })
  async cluster(@Arg("id", () => ID) id: string, @Ctx() context: Context): Promise<Cluster | null> {
    const parsed = parseIdOf("Cluster", id);
    return parsed && findCluster(parsed, context);
  }

  @FieldResolver(() => Clustering, { description: "The run that found it." })
  clustering(@Root() { run }: Cluster): Clustering {
    return new Clustering(run);
  }

  @FieldResolver(() => [Member], { description: "The members that stand for it best." })
  exemplars(
    @Root() { run, result, info }: Cluster,
    @ArgWithDefault("first", () => Int, 5, "1 to 100; there may be fewer.") first: number,
  ): Member[] {
    requireInteger("first", first, 1, LIMITS.maxPage);
    return info.exemplars.slice(0, first).map((row) => new Member(run, result, row));
  }

  @FieldResolver(() => MemberConnection, { complexity: LIST_COST })
  members(
    @Root() { run, result, label }: Cluster,
    @ArgWithDefault("first", () => Int, 50, "1 to 100.") first: number,
    @Arg("after", () => String, { nullable: true }) after: string | null | undefined,
    @ArgWithDefault("orderBy", () => MemberOrder, MemberOrder.PROBABILITY) orderBy: MemberOrderName,
    @ArgWithDefault("minProbability", () => Float, 0, "0 to 1.") minProbability: number,
  ): Promise<Connection<Member>> {
    requireNumber("minProbability", minProbability, 0, 1);
    const rows = orderMembers(result, label, orderBy, minProbability);
    const list = ["members", run.id, label, orderBy, minProbability];
    return toConnectionOfRows({ first, after }, list, rows, (row) => new Member(run, result, row));
  }

  @FieldResolver(() => [ClusterNeighbor], {
    complexity: LIST_COST,
    description: "The clusters that it meets first as the tree of the run is read upwards, nearest first.",
  })
  nearest(
    @Root() { run, result, label }: Cluster,
    @ArgWithDefault("first", () => Int, 5, "1 to 100; there may be fewer.") first: number,
  ): ClusterNeighbor[] {
    requireInteger("first", first, 1, LIMITS.maxPage);
    return nearestClusters(result.tree, label)
      .slice(0, first)
      .map((near) => ({ cluster: new Cluster(run, result, result.cluster(near.label)), distance: near.distance }));
  }

  @FieldResolver(() => Point, {
    nullable: true,
    description: "The middle of its members on the run's map; null without a map.",
  })
  async center(@Root() { run, result, label }: Cluster, @Ctx() { loaders }: Context): Promise<Point | null> {
    const projection = run.projectionId ? await loaders.projections.load(run.projectionId) : null;
    if (projection?.status !== "SUCCEEDED") return null;
    return centerOf(await loaders.layouts.load(projection), result, label);
  }
}
