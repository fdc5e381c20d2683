import { Field, Int, ObjectType } from "type-graphql";

@ObjectType({ simpleResolvers: true, description: "A document that was not taken in; the others of its request were." })
export class IngestRejection {
  @Field(() => Int, { description: "Its place in `documents`, from 0." })
  index!: number;

  @Field(() => String, { nullable: true, description: "As given." })
  key!: string | null;

  @Field(() => String, { description: "As in the `extensions.code` of errors." })
  code!: string;

  @Field(() => String, { description: "What to change." })
  message!: string;
}

@ObjectType({ simpleResolvers: true, description: "What has become of the documents; all of it is durable." })
export class IngestPayload {
  @Field(() => Int)
  inserted!: number;

  @Field(() => Int, { description: "The key was there with other content." })
  updated!: number;

  @Field(() => Int, { description: "The same document was there already." })
  unchanged!: number;

  @Field(() => [IngestRejection])
  rejected!: readonly IngestRejection[];

  @Field(() => Int, { description: "The collection's revision after the write." })
  revision!: number;
}
