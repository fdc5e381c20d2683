import { Field, Float, Int, ObjectType } from "type-graphql";

import { clusteringGlobalId } from "../src/graphql/global-id.js";
import type {
  ClusteringRecord,
  PipelineStage as PipelineStageName,
  RunStatus as RunStatusName,
} from "../src/runs/run-record.js";
import { VALIDITY } from "./clustering-cut.type.js";
import { ClusteringParams } from "./clustering-params.type.js";
import { PipelineStage, RunStatus } from "./clustering.enums.js";
import { connectionOf } from "./connection.type.js";
import { DateTime } from "./date-time.scalar.js";
import { ExactnessReport } from "./exactness-report.type.js";
import { Node } from "./node.interface.js";
import { RunError, RunWarning, StageReport } from "./run-report.type.js";

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    "A run of HDBSCAN over a collection as it was at one moment. Its result never changes; its status does until it is final.",
})
export class Clustering implements Node {
  readonly id: string;

  @Field(() => RunStatus)
  readonly status: RunStatusName;

  @Field(() => PipelineStage, { nullable: true, description: "At work now; null before and after." })
  readonly stage: PipelineStageName | null;

  @Field(() => Float, { description: "0 to 1 over all stages." })
  readonly progress: number;

  @Field(() => DateTime)
  readonly requestedAt: number;

  @Field(() => DateTime, { nullable: true })
  readonly startedAt: number | null;

  @Field(() => DateTime, { nullable: true })
  readonly finishedAt: number | null;

  @Field(() => [StageReport], { description: "The stages that have ended, with time and memory." })
  readonly stages: readonly StageReport[];

  @Field(() => RunError, { nullable: true, description: "Why it failed." })
  readonly error: RunError | null;

  @Field(() => [RunWarning])
  readonly warnings: readonly RunWarning[];

  @Field(() => ClusteringParams)
  readonly params: ClusteringParams;

  @Field(() => Int, { description: "The collection's revision that the run saw." })
  readonly collectionRevision: number;

  @Field(() => Int, { nullable: true, description: "Null until the run has succeeded." })
  readonly documentCount: number | null;

  @Field(() => Int, { nullable: true, description: "Null until the run has succeeded." })
  readonly clusterCount: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "Documents that belong to no cluster; null until the run has succeeded.",
  })
  readonly noiseCount: number | null;

  @Field(() => Float, { nullable: true, description: "noiseCount / documentCount, 0 where there are none." })
  readonly noiseShare: number | null;

  @Field(() => Float, { nullable: true, description: VALIDITY })
  readonly validity: number | null;

  @Field(() => ExactnessReport, { nullable: true, description: "Null until the run has succeeded." })
  readonly exactness: ExactnessReport | null;

  constructor(readonly record: ClusteringRecord) {
    const { summary } = record;
    this.id = clusteringGlobalId(record.id);
    this.status = record.status;
    this.stage = record.stage;
    this.progress = record.progress;
    this.requestedAt = record.requestedAt;
    this.startedAt = record.startedAt;
    this.finishedAt = record.finishedAt;
    this.stages = record.stages;
    this.error = record.error;
    this.warnings = record.warnings;
    this.params = new ClusteringParams(record.params);
    this.collectionRevision = record.collectionRevision;
    this.documentCount = summary?.documentCount ?? null;
    this.clusterCount = summary?.clusterCount ?? null;
    this.noiseCount = summary?.noiseCount ?? null;
    this.validity = summary?.validity ?? null;
    this.exactness = summary?.exactness ? { mode: "AUTO", ...summary.exactness } : null;
    this.noiseShare = summary && summary.noiseCount / Math.max(1, summary.documentCount);
  }
}

export const ClusteringConnection = connectionOf("Clustering", () => Clustering);
