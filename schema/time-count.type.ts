import { Field, Int, ObjectType, registerEnumType } from "type-graphql";

import type { TimeBucket as TimeBucketName } from "../src/services/cluster-timeline.js";
import { DateTime } from "./date-time.scalar.js";

export const TimeBucket = { HOUR: "HOUR", DAY: "DAY", WEEK: "WEEK", MONTH: "MONTH" } as const satisfies Record<
  TimeBucketName,
  TimeBucketName
>;

registerEnumType(TimeBucket, {
  name: "TimeBucket",
  description: "Spans of time in UTC.",
  valuesConfig: { WEEK: { description: "From Monday on." } },
});

@ObjectType({ simpleResolvers: true, description: "How many documents were published in a span of time." })
export class TimeCount {
  @Field(() => DateTime)
  start!: number;

  @Field(() => Int)
  count!: number;
}
