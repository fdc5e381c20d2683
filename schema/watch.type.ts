import { Field, Float, InputType, Int, ObjectType } from "type-graphql";

import { WATCH_DEFAULTS, type WatchSettings as Settings } from "../src/services/watch-service.js";
import { DateTime } from "./date-time.scalar.js";
import { ReclusterInput } from "./recluster.input.js";

@InputType({ description: "When a collection is reclustered by itself. null and absent mean the default." })
export class WatchInput {
  @Field(() => Int, {
    nullable: true,
    defaultValue: WATCH_DEFAULTS.afterDocuments,
    description: "At least 1: after so many documents that were inserted or updated.",
  })
  afterDocuments?: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "At least 1: also after so many minutes since the last run, if there is anything new. By default never.",
  })
  everyMinutes?: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      "Cluster only documents published within so many days before the run; a document without a date is in no window. By default all.",
  })
  windowDays?: number | null;

  @Field(() => ReclusterInput, {
    nullable: true,
    description: "Parameters of the runs. The collection is the watched one; an idempotencyKey is refused.",
  })
  recluster?: ReclusterInput | null;
}

@ObjectType({ simpleResolvers: true, description: "A standing order to recluster." })
export class WatchSettings {
  @Field(() => Int, { nullable: true })
  readonly afterDocuments: number | null;

  @Field(() => Int, { nullable: true })
  readonly everyMinutes: number | null;

  @Field(() => Float, { nullable: true })
  readonly windowDays: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "When time alone asks for the next run; null where only documents do.",
  })
  readonly nextAt: number | null;

  constructor(readonly settings: Settings) {
    this.afterDocuments = settings.afterDocuments;
    this.everyMinutes = settings.everyMinutes;
    this.windowDays = settings.windowDays;
    this.nextAt = settings.nextAt;
  }
}
