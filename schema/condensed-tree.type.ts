import { Field, Float, ID, Int, ObjectType } from "type-graphql";

@ObjectType({
  simpleResolvers: true,
  description:
    "The clusters of every density, as columns: row i is one that parts from its parent. Parents come before children; 0 is the root, which has no row. At most 5,000 rows.",
})
export class CondensedTree {
  @Field(() => [Int])
  parent!: readonly number[];

  @Field(() => [Int])
  child!: readonly number[];

  @Field(() => [Float], { description: "Distance at which the child parts from its parent." })
  distance!: readonly number[];

  @Field(() => [Int], { description: "Documents of the child when it parts." })
  size!: readonly number[];

  @Field(() => [ID], {
    nullable: "items",
    description: "The Cluster, where the child was selected. No selected cluster is inside another.",
  })
  clusterId!: readonly (string | null)[];
}
