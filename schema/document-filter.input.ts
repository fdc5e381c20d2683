import { Field, ID, InputType } from "type-graphql";

import type { FilterOperator } from "../src/store/document-filter.js";
import type { JsonValue } from "../src/store/document.js";
import { DateTime } from "./date-time.scalar.js";
import { FilterOp } from "./filter-op.enum.js";
import { Json } from "./json.scalar.js";

@InputType({ description: "A condition on a member of Document.fields." })
export class FieldCondition {
  @Field(() => String)
  field!: string;

  @Field(() => FilterOp, { defaultValue: FilterOp.EQ })
  op!: FilterOperator;

  @Field(() => Json, { nullable: true, description: "A string, number or boolean; for IN a list of them." })
  value?: JsonValue;
}

@InputType({ description: "All parts must hold; absent parts and nulls hold." })
export class DocumentFilter {
  @Field(() => [FieldCondition], { nullable: true, description: "Every one of them holds." })
  all?: FieldCondition[] | null;

  @Field(() => [FieldCondition], { nullable: true, description: "At least one of them holds." })
  any?: FieldCondition[] | null;

  @Field(() => [String], { nullable: true, description: "The document has one of these keys." })
  keys?: string[] | null;

  @Field(() => ID, { nullable: true, description: "The document is a member of this cluster, as its run saw it." })
  cluster?: string | null;

  @Field(() => DateTime, { nullable: true, description: "Later than this; a document without a date never is." })
  publishedAfter?: number | null;

  @Field(() => DateTime, { nullable: true, description: "Earlier than this; a document without a date never is." })
  publishedBefore?: number | null;
}
