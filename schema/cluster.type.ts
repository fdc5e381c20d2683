import { Field, Float, Int, ObjectType } from "type-graphql";

import { clusterGlobalId } from "../src/graphql/global-id.js";
import type { ClusteringRecord } from "../src/runs/run-record.js";
import type { ClusterInfo, ClusteringResult } from "../src/services/clustering-result.js";
import { connectionOf } from "./connection.type.js";
import { Node } from "./node.interface.js";

@ObjectType({ simpleResolvers: true })
export class Keyword {
  @Field(() => String)
  term!: string;

  @Field(() => Float, {
    description: "Class-based tf-idf: how much the term belongs to this cluster and not to the others.",
  })
  weight!: number;
}

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "A topic: documents that lie densely together in one run.",
})
export class Cluster implements Node {
  readonly id: string;

  @Field(() => Int, { description: "0 for the largest, counting up within the run. Noise is -1 and is no Cluster." })
  readonly label: number;

  @Field(() => [Keyword], { description: "The terms that tell it from the other clusters, best first." })
  readonly keywords: readonly Keyword[];

  @Field(() => Int, { description: "Number of members." })
  readonly size: number;

  @Field(() => Int, {
    nullable: true,
    description:
      "Members that nearly repeat another one: four fifths of the words of either are in both. A story printed 40 times counts 39. Null in runs of before it was counted.",
  })
  readonly duplicateCount: number | null;

  @Field(() => Float, {
    description: "Over how wide a range of densities it holds together (its stability in the condensed tree).",
  })
  readonly persistence: number;

  constructor(
    readonly run: ClusteringRecord,
    readonly result: ClusteringResult,
    readonly info: ClusterInfo,
  ) {
    this.id = clusterGlobalId(run.id, info.label);
    this.label = info.label;
    this.keywords = info.keywords;
    this.size = info.size;
    this.duplicateCount = info.duplicateCount;
    this.persistence = info.persistence;
  }
}

export const ClusterConnection = connectionOf("Cluster", () => Cluster);
