import { Field, Float, Int, ObjectType } from "type-graphql";

import type { Exactness as ExactnessName } from "../src/runs/run-record.js";
import { Exactness } from "./clustering.enums.js";

@ObjectType({
  simpleResolvers: true,
  description: "How much of a run's spanning tree is proven to be that of full HDBSCAN, over all pairs of documents.",
})
export class ExactnessReport {
  @Field(() => Exactness, { description: "What the run was asked for." })
  mode!: ExactnessName;

  @Field(() => Boolean, { description: "Whether every edge is proven." })
  certified!: boolean;

  @Field(() => Float, { description: "Proven edges, as a share of all." })
  certifiedShare!: number;

  @Field(() => Int, {
    description:
      "Questions to all documents that proving, and joining what the neighbor lists leave apart, has taken; repeats count.",
  })
  requeriedPoints!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      "Where an approximate index chose the neighbors: the share of the true ones among them, on a sample. Null where they are exact.",
  })
  recallAtK!: number | null;
}
