import { Field, InputType, Int } from "type-graphql";

import type { Metric as MetricName } from "../src/store/vector-store.js";
import { Metric } from "./collection.enums.js";

@InputType({ description: "With neither dimension nor model the collection is made for the server's embedding model." })
export class CreateCollectionInput {
  @Field(() => String, { description: "1 to 64 letters, digits and underscores, the first no digit." })
  name!: string;

  @Field(() => Metric, { nullable: true, defaultValue: Metric.COSINE })
  metric?: MetricName | null;

  @Field(() => Int, {
    nullable: true,
    description: "Numbers in a vector, 1 to 32,768. Without a model: the collection takes your own vectors only.",
  })
  dimension?: number | null;

  @Field(() => String, { nullable: true, description: "Name of the model that the server runs." })
  model?: string | null;
}
