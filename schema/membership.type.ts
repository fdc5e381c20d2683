import { Field, Float, ObjectType } from "type-graphql";

import type { ClusteringRecord } from "../src/runs/run-record.js";
import type { ClusteringResult } from "../src/services/clustering-result.js";

@ObjectType({ simpleResolvers: true, description: "Where a run has put a document." })
export class Membership {
  @Field(() => Float, { description: "How firmly the document belongs to its cluster, 0 to 1; 0 for noise." })
  readonly probability: number;

  @Field(() => Float, {
    description: "How thin its surroundings are beside the densest part of its branch (GLOSH), 0 to 1.",
  })
  readonly outlierScore: number;

  @Field(() => Boolean, { description: "Whether title or text have changed since the run." })
  readonly stale: boolean;

  constructor(
    readonly run: ClusteringRecord,
    readonly result: ClusteringResult,
    readonly row: number,
    stale: boolean,
  ) {
    this.probability = result.columns.probabilities[row] ?? 0;
    this.outlierScore = result.columns.outlierScores[row] ?? 0;
    this.stale = stale;
  }
}
