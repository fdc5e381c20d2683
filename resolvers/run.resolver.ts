import { Arg, Ctx, ID, Mutation, Resolver, Root, Subscription } from "type-graphql";

import { Clustering } from "../schema/clustering.type.js";
import { ReclusterInput } from "../schema/recluster.input.js";
import { type Context, renewLoaders } from "../src/graphql/context.js";
import type { ClusteringRecord } from "../src/runs/run-record.js";
import { RECLUSTER_DEFAULTS, toReclusterRequest } from "../src/services/recluster-request.js";
import { abortableEvents } from "./abortable-events.js";
import { readFilter } from "./filter-input.js";
import { refuse, requireClustering, requireCollectionByName } from "./look-up.js";

@Resolver()
export class RunResolver {
  @Mutation(() => Clustering, {
    description:
      "Starts a run and returns at once. The same work, or the same idempotencyKey, gives the run that is there already.",
  })
  async recluster(
    @Arg("input", () => ReclusterInput, { defaultValue: RECLUSTER_DEFAULTS }) input: ReclusterInput,
    @Ctx() context: Context,
  ): Promise<Clustering> {
    const { clusterings, documents } = context.services;
    const collection = await requireCollectionByName(input.collection ?? RECLUSTER_DEFAULTS.collection, context);
    const filter = await readFilter(input.filter, collection, context);
    const documentCount = await documents.count(collection.id, filter);
    return new Clustering(await clusterings.recluster(toReclusterRequest(input, filter ?? null, documentCount)));
  }

  @Mutation(() => Clustering, { description: "Stops a run within a second. One that is final stays as it is." })
  async cancelClustering(@Arg("id", () => ID) id: string, @Ctx() context: Context): Promise<Clustering> {
    const run = await requireClustering(id, context);
    return new Clustering(await context.services.clusterings.cancel(run.id));
  }

  @Mutation(() => Boolean, { description: "Removes a run, canceling it first if need be. Always true, or an error." })
  async deleteClustering(@Arg("id", () => ID) id: string, @Ctx() context: Context): Promise<boolean> {
    const run = await requireClustering(id, context);
    return (await context.services.clusterings.remove(run.id)) || refuse("Clustering", id);
  }

  @Subscription(() => Clustering, {
    subscribe: ({ args, context }: { args: { id: string }; context: Context }) => watch(args.id, context),
    description:
      "The present state first, then each stage and progress, at most 10 times a second; ends after the final state.",
  })
  clusteringProgress(
    @Arg("id", () => ID) _id: string,
    @Root() run: ClusteringRecord,
    @Ctx() context: Context,
  ): Clustering {
    renewLoaders(context);
    return new Clustering(run);
  }
}

async function watch(id: string, context: Context): Promise<AsyncIterable<ClusteringRecord>> {
  const run = await requireClustering(id, context);
  return abortableEvents((signal) => context.services.clusterings.watch(run.id, signal), context.signal);
}
