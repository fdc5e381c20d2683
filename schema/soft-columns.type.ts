import { Field, Float, Int, ObjectType } from "type-graphql";

@ObjectType({
  simpleResolvers: true,
  description:
    "How much documents belong to clusters, the firmest memberships of each document only: up to four, whose sum is at most 1. Equal lengths, by ascending row, then descending probability.",
})
export class SoftColumns {
  @Field(() => [Int], { description: "Place of the document in the other columns." })
  row!: readonly number[];

  @Field(() => [Int], { description: "Label of the cluster." })
  label!: readonly number[];

  @Field(() => [Float])
  probability!: readonly number[];
}
