import { Field, Float, Int, ObjectType } from "type-graphql";

import type { ClusterSelection as ClusterSelectionName } from "../src/runs/run-record.js";
import { ClusterSelection } from "./clustering.enums.js";

@ObjectType({ simpleResolvers: true, description: "What a run would be with another minClusterSize." })
export class SweepPoint {
  @Field(() => Int)
  minClusterSize!: number;

  @Field(() => ClusterSelection)
  selection!: ClusterSelectionName;

  @Field(() => Int)
  clusterCount!: number;

  @Field(() => Float, { description: "Share of the documents that belong to no cluster." })
  noiseShare!: number;

  @Field(() => Float, { description: "Mean persistence of the clusters; 0 where there are none." })
  persistence!: number;

  @Field(() => Float, { description: "Share of the documents in the largest cluster." })
  largestShare!: number;

  @Field(() => Boolean, {
    description:
      "Whether the next smaller or larger size makes another picture: the largest cluster's share or that of noise differs by a quarter of all documents, or there are four times as many clusters, at least eight.",
  })
  cliff!: boolean;
}
