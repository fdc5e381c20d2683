import { Field, Float, ID, Int, ObjectType } from "type-graphql";

import { projectionGlobalId } from "../src/graphql/global-id.js";
import type {
  ProjectionEngine as ProjectionEngineName,
  ProjectionRecord,
  RunStatus as RunStatusName,
} from "../src/runs/run-record.js";
import { RunStatus } from "./clustering.enums.js";
import { connectionOf } from "./connection.type.js";
import { Node } from "./node.interface.js";
import { ProjectionEngine } from "./projection-engine.enum.js";
import { RunError } from "./run-report.type.js";

@ObjectType({ simpleResolvers: true, description: "Every value that a layout has used, defaults included." })
export class ProjectionParams {
  @Field(() => Int, { description: "Counts the document itself, as umap-learn does." })
  neighbors!: number;

  @Field(() => Float, { description: "How close documents may come on the map." })
  minDist!: number;

  @Field(() => Int)
  seed!: number;

  @Field(() => Int)
  epochs!: number;

  @Field(() => ProjectionEngine)
  engine!: ProjectionEngineName;
}

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "A map: every document of a snapshot in two dimensions.",
})
export class Projection implements Node {
  readonly id: string;

  @Field(() => RunStatus)
  readonly status: RunStatusName;

  @Field(() => Float, { description: "0 to 1." })
  readonly progress: number;

  @Field(() => ProjectionParams)
  readonly params: ProjectionParams;

  @Field(() => RunError, { nullable: true })
  readonly error: RunError | null;

  /** @param askedThrough id of the clustering it was asked through, if any */
  constructor(
    readonly record: ProjectionRecord,
    readonly askedThrough: string | null = null,
  ) {
    this.id = projectionGlobalId(record.id);
    this.status = record.status;
    this.progress = record.progress;
    this.params = record.params;
    this.error = record.error;
  }
}

export const ProjectionConnection = connectionOf("Projection", () => Projection);

@ObjectType({
  simpleResolvers: true,
  description:
    "Row i of every column is the same document. Rows are in the order of the keys. With encoding BASE64 the columns after documentIds are null and come in `data`.",
})
export class ProjectionColumns {
  @Field(() => Int, { description: "Length of each column." })
  count!: number;

  @Field(() => [ID])
  documentIds!: readonly string[];

  @Field(() => [Float], { nullable: true })
  x!: readonly number[] | null;

  @Field(() => [Float], { nullable: true })
  y!: readonly number[] | null;

  @Field(() => [Int], {
    nullable: true,
    description: "Labels of the clustering; -1 for noise and for documents it did not see.",
  })
  labels!: readonly number[] | null;

  @Field(() => String, {
    nullable: true,
    description: "Base64 of whole little-endian columns: x Float32, y Float32, labels Int32.",
  })
  data!: string | null;
}
