import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root, Subscription } from "type-graphql";

import { Clustering } from "../schema/clustering.type.js";
import { Collection } from "../schema/collection.type.js";
import { TopicChangeKind } from "../schema/topic-change.enum.js";
import { TopicChange } from "../schema/topic-change.type.js";
import { WatchInput, WatchSettings } from "../schema/watch.type.js";
import { type Context, renewLoaders } from "../src/graphql/context.js";
import type { TopicChangeKind as TopicChangeKindName } from "../src/insight/topic-changes.js";
import type { CollectionRecord } from "../src/runs/collection-record.js";
import type { TopicChangeRecord } from "../src/runs/lineage-record.js";
import { DEFAULT_COLLECTION } from "../src/services/collection-service.js";
import { WATCH_DEFAULTS } from "../src/services/watch-service.js";
import { abortableEvents } from "./abortable-events.js";
import { readFilter } from "./filter-input.js";
import { requireCollectionByName } from "./look-up.js";

@Resolver(() => Collection)
export class CollectionWatchResolver {
  @FieldResolver(() => WatchSettings, {
    nullable: true,
    description: "The standing order to recluster, if there is one.",
  })
  async watch(@Root() { record }: Collection, @Ctx() { services }: Context): Promise<WatchSettings | null> {
    const settings = await services.watches.settings(record.id);
    return settings && new WatchSettings(settings);
  }

  @Mutation(() => Collection, {
    description:
      "Reclusters by itself from now on, in place of an earlier order; it outlives a restart. While a run of the collection waits or works, no other is started.",
  })
  async watchCollection(
    @Arg("collection", () => String, { defaultValue: DEFAULT_COLLECTION }) name: string,
    @Arg("input", () => WatchInput, { defaultValue: WATCH_DEFAULTS }) input: WatchInput,
    @Ctx() context: Context,
  ): Promise<Collection> {
    const collection = await requireCollectionByName(name, context);
    const { filter, ...recluster } = input.recluster ?? {};
    const resolved = await readFilter(filter, collection, context);
    await context.services.watches.set(collection, { ...input, recluster }, resolved ?? null);
    return new Collection(collection);
  }

  @Mutation(() => Collection, { description: "Ends the standing order, if there is one; a run under way goes on." })
  async unwatchCollection(
    @Arg("collection", () => String, { defaultValue: DEFAULT_COLLECTION }) name: string,
    @Ctx() context: Context,
  ): Promise<Collection> {
    const collection = await requireCollectionByName(name, context);
    await context.services.watches.remove(collection.id);
    return new Collection(collection);
  }

  @Subscription(() => Collection, {
    subscribe: ({ args, context }: { args: { name: string }; context: Context }) => watchCollection(args.name, context),
    description:
      "The present state first, then one after documents were written or deleted, or a run was started, ended or deleted, at most 10 times a second; ends when the collection is dropped.",
  })
  collectionChanged(
    @Arg("name", () => String, { defaultValue: DEFAULT_COLLECTION }) _name: string,
    @Root() collection: CollectionRecord,
    @Ctx() context: Context,
  ): Collection {
    renewLoaders(context);
    return new Collection(collection);
  }

  @Subscription(() => TopicChange, {
    subscribe: ({ args, context }: { args: TopicChangesArgs; context: Context }) => watchTopics(args, context),
    description:
      "What happens to topics from now on, one event a topic, as runs are published; what happened before is in Collection.changes.",
  })
  topicChanges(
    @Arg("collection", () => String, { defaultValue: DEFAULT_COLLECTION }) _collection: string,
    @Arg("kinds", () => [TopicChangeKind], { nullable: true, description: "Only these; null means all." })
    _kinds: TopicChangeKindName[] | null | undefined,
    @Root() change: TopicChangeRecord,
    @Ctx() context: Context,
  ): TopicChange {
    renewLoaders(context);
    return new TopicChange(change);
  }
}

@Resolver(() => WatchSettings)
export class WatchSettingsResolver {
  @FieldResolver(() => Clustering, { nullable: true, description: "The last run that it asked for." })
  async lastClustering(@Root() { settings }: WatchSettings, @Ctx() { loaders }: Context): Promise<Clustering | null> {
    const id = settings.lastClusteringId;
    const run = id === null ? null : await loaders.clusterings.load(id);
    return run && new Clustering(run);
  }
}

interface TopicChangesArgs {
  readonly collection: string;
  readonly kinds?: readonly TopicChangeKindName[] | null;
}

async function watchCollection(name: string, context: Context): Promise<AsyncIterable<CollectionRecord>> {
  const { id } = await requireCollectionByName(name, context);
  return abortableEvents((signal) => context.services.collections.watch(id, signal), context.signal);
}

async function watchTopics(
  { collection, kinds }: TopicChangesArgs,
  context: Context,
): Promise<AsyncIterable<TopicChangeRecord>> {
  const { id } = await requireCollectionByName(collection, context);
  const { topics } = context.services;
  return abortableEvents((signal) => topics.watchChanges(id, kinds ?? null, signal), context.signal);
}
