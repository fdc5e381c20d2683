import { Field, Float, ObjectType } from "type-graphql";

import type { ClusteringRecord } from "../src/runs/run-record.js";
import { type ClusteringResult, NOISE } from "../src/services/clustering-result.js";

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

  @Field(() => Boolean, {
    description:
      "Whether the run has not seen the document, which was placed since, beside its nearest, by the rule of hdbscan's approximate_predict; the next run clusters it.",
  })
  readonly provisional: boolean;

  /** The label of its cluster, or NOISE. */
  readonly label: number;

  /** @param row of the run; null for a document that was placed since */
  constructor(
    readonly run: ClusteringRecord,
    readonly result: ClusteringResult,
    readonly row: number | null,
    { label, probability, outlierScore, stale }: Pick<Membership, "label" | "probability" | "outlierScore" | "stale">,
  ) {
    this.provisional = row === null;
    this.label = label;
    this.probability = probability;
    this.outlierScore = outlierScore;
    this.stale = stale;
  }

  static ofRow(run: ClusteringRecord, result: ClusteringResult, row: number, stale: boolean): Membership {
    const { labels, probabilities, outlierScores } = result.columns;
    return new Membership(run, result, row, {
      label: labels[row] ?? NOISE,
      probability: probabilities[row] ?? 0,
      outlierScore: outlierScores[row] ?? 0,
      stale,
    });
  }
}
