import { Field, InputType } from "type-graphql";

@InputType({ description: "Fields that are left out are found by type and name." })
export class AttachCollectionInput {
  @Field(() => String, { description: "Its name here: 1 to 64 letters, digits and underscores, the first no digit." })
  name!: string;

  @Field(() => String, { description: "Its name, or an alias, in Milvus." })
  milvusCollection!: string;

  @Field(() => String, { nullable: true, description: "By default the server's MILVUS_DATABASE." })
  database?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "A FLOAT_VECTOR field with an index of metric L2, COSINE or IP. Needed where there are several.",
  })
  vectorField?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "By default the first of text, content, body, document, chunk, passage, page_content, description, summary and abstract, else the only VARCHAR that is left.",
  })
  textField?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "By default the first of title, headline, heading, subject and name. Without one the title is the first line of the text, without a text the key.",
  })
  titleField?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Unix times in seconds or milliseconds, or texts in ISO 8601 or RFC 2822. By default the first of published_at, published, publication_date, pub_date, date, datetime, created_at, timestamp and time.",
  })
  dateField?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The server's model, where the vectors were made by it. Without it search by text says NO_EMBEDDING_MODEL.",
  })
  model?: string | null;
}
