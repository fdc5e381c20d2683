import { Field, Float, ID, Int, ObjectType } from "type-graphql";

import type { TopicChangeKind as TopicChangeKindName } from "../src/insight/topic-changes.js";
import type { TopicChange as TopicChangeRecord } from "../src/services/topic-service.js";
import { connectionOf } from "./connection.type.js";
import { DateTime } from "./date-time.scalar.js";
import { TopicChangeKind } from "./topic-change.enum.js";

@ObjectType({ simpleResolvers: true, description: "What happened to a topic when a run was published." })
export class TopicChange {
  @Field(() => TopicChangeKind)
  readonly kind: TopicChangeKindName;

  @Field(() => ID, { description: "Of the topic; that of its clusters where it lives on." })
  readonly lineage: string;

  @Field(() => String, { description: "Given by hand, else as the run made it." })
  readonly title: string;

  @Field(() => Int, { description: "Documents that are in `before` and in `after`." })
  readonly sharedDocuments: number;

  @Field(() => DateTime, { description: "When the run was published." })
  readonly at: number;

  constructor(readonly record: TopicChangeRecord) {
    this.kind = record.kind as TopicChangeKindName;
    this.lineage = record.lineageId;
    this.title = record.givenTitle ?? record.title;
    this.sharedDocuments = record.sharedDocuments;
    this.at = record.at;
  }
}

export const TopicChangeConnection = connectionOf("TopicChange", () => TopicChange);

@ObjectType({ simpleResolvers: true, description: "Two runs of one collection, side by side." })
export class ClusteringComparison {
  @Field(() => Float, {
    description:
      "Adjusted Rand index over the documents in both runs, noise being one group more in each: 1 for the same partition, " +
      "about 0 for two that have nothing to do with each other.",
  })
  readonly agreement: number;

  @Field(() => [TopicChange], { description: "Of every topic of either run, by kind." })
  readonly changes: readonly TopicChange[];

  constructor(agreement: number, changes: readonly TopicChangeRecord[]) {
    this.agreement = agreement;
    this.changes = changes.map((change) => new TopicChange(change));
  }
}
