import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";

import { Assignment } from "../schema/assignment.type.js";
import { Cluster } from "../schema/cluster.type.js";
import type { Context } from "../src/graphql/context.js";
import { withDocuments } from "../src/graphql/loaders/neighbor-loader.js";
import { DEFAULT_COLLECTION } from "../src/services/collection-service.js";
import { requireClustering, requireCollectionByName, requireNewest, requireSameCollection } from "./look-up.js";
import { toNeighbors } from "./neighbors.js";
import { CUT_COST } from "./weights.js";

@Resolver(() => Assignment)
export class AssignmentResolver {
  @Query(() => [Assignment], {
    complexity: CUT_COST,
    description:
      "Where new texts would be in a run, by default the newest that succeeded, by the rule of hdbscan's approximate_predict. At most 100 texts. ARTIFACT_EXPIRED where the run's vectors or its tree are no longer kept.",
  })
  async assign(
    @Arg("collection", () => String, { defaultValue: DEFAULT_COLLECTION }) name: string,
    @Arg("texts", () => [String], { description: "Embedded by the collection's model." }) texts: string[],
    @Arg("clustering", () => ID, { nullable: true }) id: string | null | undefined,
    @Ctx() context: Context,
  ): Promise<Assignment[]> {
    const { services, loaders, signal } = context;
    const collection = await requireCollectionByName(name, context);
    const run = id ? await requireClustering(id, context) : await requireNewest(collection, context);
    requireSameCollection("clustering", run.collectionId, collection.id);
    const result = await loaders.results.load(run);
    const placed = await services.placements.ofTexts(collection, run, texts, signal);
    return Promise.all(
      placed.map(async ({ label, probability, rows, distances }, at) => {
        const info = result.clusters[label];
        const hits = rows.map((row, i) => ({ key: result.key(row), distance: distances[i] ?? 0 }));
        const nearest = await withDocuments(hits, collection.id, loaders.documents);
        return {
          text: texts[at] ?? "",
          cluster: info ? new Cluster(run, result, info) : null,
          probability,
          nearest: toNeighbors(nearest, collection),
        };
      }),
    );
  }
}
