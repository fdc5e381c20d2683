import { Field, Float, ObjectType } from "type-graphql";

import { Cluster } from "./cluster.type.js";
import { Neighbor } from "./neighbor.type.js";

@ObjectType({ simpleResolvers: true, description: "Where a text would be in a run. Nothing of it is stored." })
export class Assignment {
  @Field(() => String)
  text!: string;

  @Field(() => Cluster, { nullable: true, description: "Null: noise." })
  cluster!: Cluster | null;

  @Field(() => Float, { description: "How firmly it would belong to its cluster, 0 to 1; 0 for noise." })
  probability!: number;

  @Field(() => [Neighbor], {
    description: "The nearest documents of the run, by which it was placed; without those deleted since.",
  })
  nearest!: Neighbor[];
}
