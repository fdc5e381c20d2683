import { Field, Float, ObjectType } from "type-graphql";

@ObjectType({ simpleResolvers: true, description: "A place on a map." })
export class Point {
  @Field(() => Float)
  x!: number;

  @Field(() => Float)
  y!: number;
}
