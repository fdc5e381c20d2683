import { Field, Float, InputType, Int } from "type-graphql";

@InputType({
  description:
    "What a clustering should come to; exactly one of the two. minClusterSize and selection are then chosen from a grid: at most 64 sizes, each about as many times larger than the one before, from 2 to half of the documents, under both selections. Among equally near settings those without a cluster of half of the documents or more are preferred, then the smallest change of the minClusterSize and selection given.",
})
export class ClusteringGoal {
  @Field(() => Float, { nullable: true, description: "0 to 1: no larger a share of the documents in no cluster." })
  maxNoiseShare?: number | null;

  @Field(() => Int, { nullable: true, description: "At least 1: so many clusters." })
  clusterCount?: number | null;
}
