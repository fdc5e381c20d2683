import { Field, Float, Int, ObjectType } from "type-graphql";

import type { ClusteringCut as ComputedCut } from "../src/services/run-access.js";
import { ClusteringParams } from "./clustering-params.type.js";
import { ExactnessReport } from "./exactness-report.type.js";

export const VALIDITY =
  "Density-based validity, -1 to 1, larger for clusters that are denser than the paths between them; of all documents, so that noise lowers it. Null where there are no clusters, or one that nothing is apart from.";

@ObjectType({
  simpleResolvers: true,
  description:
    "What a run would be with other parameters, computed from its stored tree at once. Nothing of it is kept.",
})
export class ClusteringCut {
  @Field(() => ClusteringParams)
  readonly params: ClusteringParams;

  @Field(() => Int)
  readonly clusterCount: number;

  @Field(() => Float)
  readonly noiseShare: number;

  @Field(() => [Int], { description: "Size of each cluster, by label." })
  readonly sizes: readonly number[];

  @Field(() => Float, { nullable: true, description: VALIDITY })
  readonly validity: number | null;

  @Field(() => ExactnessReport, {
    description: "Of the tree that was cut: that of the run, or for other minSamples one grown by GRAPH.",
  })
  readonly exactness: ComputedCut["exactness"];

  @Field(() => Boolean, { nullable: true, description: "Null without a goal." })
  readonly goalReached: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      "What the nearest to the goal is and why, where it is not reached, or only by one cluster of half of the documents or more.",
  })
  readonly goalMessage: string | null;

  @Field(() => Float, { description: "What the cut has cost." })
  readonly seconds: number;

  constructor(
    readonly collectionId: string,
    readonly cut: ComputedCut,
  ) {
    this.params = new ClusteringParams(cut.params);
    this.clusterCount = cut.clusterCount;
    this.noiseShare = cut.noiseShare;
    this.sizes = cut.sizes;
    this.validity = cut.validity;
    this.exactness = cut.exactness;
    this.goalReached = cut.goal?.reached ?? null;
    this.goalMessage = cut.goal?.message ?? null;
    this.seconds = cut.seconds;
  }
}
