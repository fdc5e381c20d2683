import { Field, Float, ID, Int, ObjectType } from "type-graphql";

import { SoftColumns } from "./soft-columns.type.js";

@ObjectType({
  simpleResolvers: true,
  description:
    "Row i of every column is the same document. Rows are in the order of the keys. With encoding BASE64 the columns after documentIds are null and come in `data`.",
})
export class AssignmentColumns {
  @Field(() => Int, { description: "Length of each column." })
  count!: number;

  @Field(() => [ID])
  documentIds!: readonly string[];

  @Field(() => [Int], { nullable: true, description: "Label of the cluster; -1 for noise." })
  labels!: readonly number[] | null;

  @Field(() => [Float], {
    nullable: true,
    description: "How firmly the document belongs to its cluster; 0 for noise. In view SOFT its membership there.",
  })
  probabilities!: readonly number[] | null;

  @Field(() => [Float], { nullable: true })
  outlierScores!: readonly number[] | null;

  @Field(() => [Float], {
    nullable: true,
    description: "View NEAREST only: the distance at which a noise document joins its nearest cluster; 0 for members.",
  })
  distances!: readonly number[] | null;

  @Field(() => SoftColumns, { nullable: true, description: "View SOFT only, in either encoding." })
  soft!: SoftColumns | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Base64 of whole little-endian columns: labels Int32, probabilities Float32, outlierScores Float32 and, in view NEAREST, distances Float32.",
  })
  data!: string | null;
}
