import { Field, Float, ObjectType } from "type-graphql";

import type { ComputedBy as ComputedByName, PipelineStage as PipelineStageName } from "../src/runs/run-record.js";
import type { JsonObject } from "../src/store/document.js";
import { ComputedBy, PipelineStage } from "./clustering.enums.js";
import { JsonObjectScalar } from "./json.scalar.js";

@ObjectType({ simpleResolvers: true, description: "What a stage of a run has cost." })
export class StageReport {
  @Field(() => PipelineStage)
  stage!: PipelineStageName;

  @Field(() => Float)
  seconds!: number;

  @Field(() => ComputedBy)
  by!: ComputedByName;

  @Field(() => Boolean, { description: "Whether the result was there from an earlier run." })
  cached!: boolean;

  @Field(() => Float, {
    nullable: true,
    description: "Peak resident memory of the server during the stage; null where nothing was computed.",
  })
  peakMemoryBytes!: number | null;
}

@ObjectType({ simpleResolvers: true, description: "Why a run failed. The query that asks for it succeeds." })
export class RunError {
  @Field(() => String, { description: "As in the `extensions.code` of errors." })
  code!: string;

  @Field(() => String)
  message!: string;
}

@ObjectType({ simpleResolvers: true, description: "Something that the reader of a result should know." })
export class RunWarning {
  @Field(() => String, {
    description:
      "HIGH_NOISE: more than half of the documents in no cluster; CLIFF: half of them or more in one; MODEL_LANGUAGE; LAYOUT_SKIPPED.",
  })
  code!: string;

  @Field(() => String)
  message!: string;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: "Fields of ReclusterInput that were tried and are better, with the figures they give.",
  })
  suggestion!: JsonObject | null;
}
