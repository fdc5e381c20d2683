import { Field, Float, ObjectType } from "type-graphql";

import type { ClusteringRecord } from "../src/runs/run-record.js";
import type { ClusteringResult } from "../src/services/clustering-result.js";
import { connectionOf } from "./connection.type.js";

@ObjectType({
  simpleResolvers: true,
  description: "A document as a run saw it. A run keeps keys; the document itself may have changed or gone since.",
})
export class Member {
  @Field(() => String)
  readonly key: string;

  @Field(() => Float, { description: "How firmly the document belongs to its cluster, 0 to 1; 0 for noise." })
  readonly probability: number;

  @Field(() => Float, {
    description: "How thin its surroundings are beside the densest part of its branch (GLOSH), 0 to 1.",
  })
  readonly outlierScore: number;

  constructor(
    readonly run: ClusteringRecord,
    readonly result: ClusteringResult,
    readonly row: number,
  ) {
    this.key = result.key(row);
    this.probability = result.columns.probabilities[row] ?? 0;
    this.outlierScore = result.columns.outlierScores[row] ?? 0;
  }
}

export const MemberConnection = connectionOf("Member", () => Member);
