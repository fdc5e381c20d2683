import { Field, Float, ObjectType } from "type-graphql";

import { Cluster } from "./cluster.type.js";

@ObjectType({ simpleResolvers: true, description: "Another cluster of the same run." })
export class ClusterNeighbor {
  @Field(() => Cluster)
  cluster!: Cluster;

  @Field(() => Float, { description: "The distance at which the two are one in the tree." })
  distance!: number;
}
