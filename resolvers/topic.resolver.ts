import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";

import { Cluster } from "../schema/cluster.type.js";
import { Clustering } from "../schema/clustering.type.js";
import { Collection } from "../schema/collection.type.js";
import type { Connection } from "../schema/connection.type.js";
import { TimeBucket, TimeCount } from "../schema/time-count.type.js";
import { TopicChangeKind } from "../schema/topic-change.enum.js";
import { ClusteringComparison, TopicChange, TopicChangeConnection } from "../schema/topic-change.type.js";
import { type Context, renewLoaders } from "../src/graphql/context.js";
import { parseIdOf } from "../src/graphql/global-id.js";
import type { TopicChangeKind as TopicChangeKindName } from "../src/insight/topic-changes.js";
import type { ClusterRef, TopicChangeRecord } from "../src/runs/lineage-record.js";
import { clusterTimeline, type TimeBucket as TimeBucketName } from "../src/services/cluster-timeline.js";
import { ArgWithDefault } from "./arg-with-default.js";
import { toConnection } from "./connection.js";
import { findCluster, refuse, requireClustering } from "./look-up.js";
import { COLUMNS_COST, LIST_COST } from "./weights.js";

/** Topics over the runs of a collection. */
@Resolver(() => Collection)
export class CollectionTopicsResolver {
  @FieldResolver(() => TopicChangeConnection, {
    description: "What happened to topics, newest first. A run that is deleted takes along what it told.",
  })
  changes(
    @Root() { record }: Collection,
    @ArgWithDefault("first", () => Int, 50, "1 to 100.") first: number,
    @Arg("after", () => String, { nullable: true }) after: string | null | undefined,
    @Arg("kinds", () => [TopicChangeKind], { nullable: true, description: "Only these; null means all." })
    kinds: TopicChangeKindName[] | null | undefined,
    @Ctx() { services }: Context,
  ): Promise<Connection<TopicChange>> {
    const wanted = kinds ? { kinds: [...new Set(kinds)].sort() } : {};
    return toConnection<TopicChangeRecord, TopicChange>(
      { first, after },
      {
        list: ["changes", record.id, ...(wanted.kinds ?? [])],
        kinds: ["number"],
        read: (limit, position) =>
          services.topics.changes(record.id, { limit, ...wanted, ...(position && { before: position[0] as number }) }),
        positionOf: ({ number }) => [number],
        toNode: (change) => new TopicChange(change),
        count: () => services.topics.countChanges(record.id, wanted.kinds),
      },
    );
  }
}

@Resolver(() => Cluster)
export class ClusterTopicResolver {
  @FieldResolver(() => ID, { description: "The same in every run in which this topic lives on." })
  async lineage(@Root() { run, label }: Cluster, @Ctx() { loaders }: Context): Promise<string> {
    const lineage = (await loaders.lineages.load(run))[label];
    return lineage?.lineageId ?? refuse("Cluster", "");
  }

  @FieldResolver(() => String, {
    description: "Given by hand (renameCluster), else made of its best exemplar and its keywords.",
  })
  async title(@Root() { run, label, info }: Cluster, @Ctx() { loaders }: Context): Promise<string> {
    return (await loaders.givenTitles.load(run))[label] ?? info.title;
  }

  @FieldResolver(() => [TimeCount], {
    complexity: LIST_COST,
    description:
      "How many members were published when, oldest first. Spans without any are left out, and so are members without a date.",
  })
  timeline(
    @Root() { result, label }: Cluster,
    @ArgWithDefault("bucket", () => TimeBucket, TimeBucket.DAY) bucket: TimeBucketName,
  ): TimeCount[] {
    return clusterTimeline(result, label, bucket);
  }

  @Mutation(() => Cluster, {
    description:
      "Gives the topic a title that its clusters keep in every run, also in later ones. An empty title takes it back.",
  })
  async renameCluster(
    @Arg("id", () => ID) id: string,
    @Arg("title", () => String, { description: "At most 200 characters on one line." }) title: string,
    @Ctx() context: Context,
  ): Promise<Cluster> {
    const parsed = parseIdOf("Cluster", id) ?? refuse("Cluster", id);
    const cluster = (await findCluster(parsed, context)) ?? refuse("Cluster", id);
    await context.services.topics.rename(cluster.run, cluster.label, title);
    renewLoaders(context);
    return cluster;
  }
}

@Resolver(() => TopicChange)
export class TopicChangeResolver {
  @Query(() => ClusteringComparison, {
    complexity: COLUMNS_COST,
    description:
      "What became of topics from one run to another of the same collection, in either direction; topics go by their lineage.",
  })
  async compareClusterings(
    @Arg("before", () => ID) before: string,
    @Arg("after", () => ID) after: string,
    @Ctx() context: Context,
  ): Promise<ClusteringComparison> {
    const [past, present] = [await requireClustering(before, context), await requireClustering(after, context)];
    const { agreement, changes } = await context.services.topics.compare(past, present, context.signal);
    return new ClusteringComparison(agreement, changes);
  }

  @FieldResolver(() => [Cluster], {
    description: "In an earlier run; what is left of them where that run was deleted. Empty for BORN.",
  })
  before(@Root() { record }: TopicChange, @Ctx() context: Context): Promise<Cluster[]> {
    return clustersOf(record.before, context);
  }

  @FieldResolver(() => [Cluster], { description: "In this run. Empty for DIED." })
  after(@Root() { record }: TopicChange, @Ctx() context: Context): Promise<Cluster[]> {
    return clustersOf(record.after, context);
  }

  @FieldResolver(() => Clustering, { description: "The run that tells it." })
  async clustering(@Root() { record }: TopicChange, @Ctx() { loaders }: Context): Promise<Clustering> {
    const run = await loaders.clusterings.load(record.runId);
    return run ? new Clustering(run) : refuse("Clustering", record.runId);
  }
}

async function clustersOf(refs: readonly ClusterRef[], context: Context): Promise<Cluster[]> {
  const found = await Promise.all(refs.map((ref) => findCluster({ type: "Cluster", ...ref }, context)));
  return found.filter((cluster) => cluster !== null);
}
