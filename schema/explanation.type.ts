import { Field, Float, ObjectType } from "type-graphql";

import type { JsonValue } from "../src/store/document.js";
import { Cluster } from "./cluster.type.js";
import { Json } from "./json.scalar.js";
import { Neighbor } from "./neighbor.type.js";

@ObjectType({
  simpleResolvers: true,
  description: "A change of one parameter of the run, the others as they are, that takes the document into a cluster.",
})
export class JoinCondition {
  @Field(() => String, { description: "minClusterSize, minSamples, epsilon or selection; as `recut` takes it." })
  parameter!: string;

  @Field(() => Json)
  value!: JsonValue;
}

@ObjectType({ simpleResolvers: true, description: "Why a document is in its cluster, or in none." })
export class MembershipExplanation {
  @Field(() => Float, { description: "Distance to its minSamples-th other document: how thin its surroundings are." })
  coreDistance!: number;

  @Field(() => Float, {
    nullable: true,
    description: "The distance at which it fell out of the tree, its cluster shrinking around it.",
  })
  leftAtDistance!: number | null;

  @Field(() => Cluster, {
    nullable: true,
    description:
      "For noise the cluster that it would join first, for members the other cluster that theirs meets first.",
  })
  nearestCluster!: Cluster | null;

  @Field(() => Float, { nullable: true, description: "The distance at which that is." })
  distanceToNearest!: number | null;

  @Field(() => [JoinCondition], {
    description:
      "For noise: of minClusterSize (on the grid of `sweep`), minSamples (1, half and one less), epsilon and selection the smallest change that takes it in, where one does; each was tried.",
  })
  joinsWhen!: JoinCondition[];

  @Field(() => [Neighbor], {
    description:
      "Up to five of its neighbors in the run that are in its cluster, or for noise in the nearest one, the nearest by mutual reachability first; without those deleted since.",
  })
  via!: Neighbor[];
}
