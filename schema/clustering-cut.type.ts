import { Field, Float, Int, ObjectType } from "type-graphql";

import type { ClusteringCut as ComputedCut } from "../src/services/run-access.js";
import { ClusteringParams } from "./clustering-params.type.js";

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
    this.seconds = cut.seconds;
  }
}
