import { Field, Float, Int, ObjectType } from "type-graphql";

import type {
  ClusteringParams as RunParams,
  ClusterSelection as ClusterSelectionName,
  Exactness as ExactnessName,
  GraphWay,
  NeighborSearch as NeighborSearchName,
} from "../src/runs/run-record.js";
import type { JsonObject } from "../src/store/document.js";
import type { DocumentFilter } from "../src/store/document-filter.js";
import { ClusterSelection, ComputedBy, Exactness, NeighborSearch } from "./clustering.enums.js";
import { JsonObjectScalar } from "./json.scalar.js";

@ObjectType({ simpleResolvers: true, description: "Every value that a run has used, defaults included." })
export class ClusteringParams {
  @Field(() => Int, { description: "A smaller group is noise." })
  readonly minClusterSize: number;

  @Field(() => Int, { description: "The core distance of a document is that to its how-manyth other document." })
  readonly minSamples: number;

  @Field(() => Int, { description: "Width of the neighbor graph, counting other documents." })
  readonly neighbors: number;

  @Field(() => ClusterSelection)
  readonly selection: ClusterSelectionName;

  @Field(() => Float, { description: "Clusters nearer than this are not told apart; 0: all are." })
  readonly epsilon: number;

  @Field(() => Int, { nullable: true, description: "A larger cluster is split if it can be; null: no limit." })
  readonly maxClusterSize: number | null;

  @Field(() => Boolean, { description: "Whether all documents may be one cluster." })
  readonly allowSingleCluster: boolean;

  @Field(() => Exactness, { description: "How much of the spanning tree was to be proven." })
  readonly exactness: ExactnessName;

  @Field(() => ComputedBy, { description: "Who was to compute the neighbor graph: PROCESS or MILVUS." })
  readonly neighborsBy: GraphWay;

  @Field(() => NeighborSearch, {
    nullable: true,
    description: "How this server searched the neighbors: EXACT or APPROXIMATE. Null where Milvus was to.",
  })
  readonly neighborSearch: NeighborSearchName | null;

  @Field(() => JsonObjectScalar, { nullable: true, description: "Which documents were clustered; null: all." })
  readonly filter: JsonObject | null;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: "What the run was to come to, by which its minClusterSize and selection were chosen; null: nothing.",
  })
  readonly goal: JsonObject | null;

  constructor(params: RunParams) {
    this.minClusterSize = params.minClusterSize;
    this.minSamples = params.minSamples;
    this.neighbors = params.neighbors;
    this.selection = params.selection;
    this.epsilon = params.epsilon;
    this.maxClusterSize = params.maxClusterSize;
    this.allowSingleCluster = params.allowSingleCluster;
    this.exactness = params.exactness ?? "AUTO";
    this.neighborsBy = params.neighborsBy ?? "PROCESS";
    this.goal = params.goal ? { ...params.goal } : null;
    this.neighborSearch = this.neighborsBy === "MILVUS" ? null : (params.neighborSearch ?? "EXACT");
    this.filter = params.filter && filterJson(params.filter);
  }
}

/** As DocumentFilter would be given again; a cluster has become the keys of its members. */
function filterJson({ publishedAfter, publishedBefore, ...rest }: DocumentFilter): JsonObject {
  return {
    ...(rest as JsonObject),
    ...(publishedAfter === undefined ? {} : { publishedAfter: new Date(publishedAfter).toISOString() }),
    ...(publishedBefore === undefined ? {} : { publishedBefore: new Date(publishedBefore).toISOString() }),
  };
}
