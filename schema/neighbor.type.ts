import { Field, Float, Int, ObjectType } from "type-graphql";

import { Document } from "./document.type.js";

@ObjectType({ simpleResolvers: true, description: "A document near to another one, or to what was searched for." })
export class Neighbor {
  @Field(() => Document)
  document!: Document;

  @Field(() => Int, { description: "1 for the nearest." })
  rank!: number;

  @Field(() => Float, { description: "Euclidean in the collection's metric space, never squared; 0 for exact copies." })
  distance!: number;

  @Field(() => Float, { description: "By metric: COSINE the cosine, IP the inner product, L2 1 / (1 + distance)." })
  similarity!: number;
}
