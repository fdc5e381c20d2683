import { Field, Float, InputType } from "type-graphql";

import type { DocumentInputRow } from "../src/services/document-row.js";
import type { JsonObject } from "../src/store/document.js";
import { DateTime } from "./date-time.scalar.js";
import { JsonObjectScalar } from "./json.scalar.js";

@InputType({ description: "A document to store. null and absent mean the same." })
export class DocumentInput implements DocumentInputRow {
  @Field(() => String, {
    nullable: true,
    description:
      "Unique in the collection, at most 512 UTF-8 bytes. Without one: a hash of title and text with the occurrence within the request.",
  })
  key?: string | null;

  @Field(() => String, { nullable: true, description: "Without one the beginning of the text stands for it." })
  title?: string | null;

  @Field(() => String, { description: "At most 65,535 UTF-8 bytes. Title and text are embedded together." })
  text!: string;

  @Field(() => String, { nullable: true })
  url?: string | null;

  @Field(() => DateTime, { nullable: true })
  publishedAt?: number | null;

  @Field(() => JsonObjectScalar, { nullable: true, description: "Anything else, for filters and for you." })
  fields?: JsonObject | null;

  @Field(() => [Float], { nullable: true, description: "Your own vector; then no model is needed." })
  vector?: number[] | null;
}
