import { Field, Float, ObjectType } from "type-graphql";

import { Cluster } from "./cluster.type.js";

@ObjectType({ simpleResolvers: true, description: "How much a document belongs to a cluster." })
export class SoftMembership {
  @Field(() => Cluster)
  cluster!: Cluster;

  @Field(() => Float, { description: "0 to 1; those of a document sum to at most 1." })
  probability!: number;
}
