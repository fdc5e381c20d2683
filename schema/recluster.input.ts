import { Field, Float, InputType, Int } from "type-graphql";

import type {
  ClusterSelection as ClusterSelectionName,
  Exactness as ExactnessName,
  ProjectionEngine as ProjectionEngineName,
} from "../src/runs/run-record.js";
import { PROJECTION_DEFAULTS, RECLUSTER_DEFAULTS } from "../src/services/recluster-request.js";
import type { NeighborsBy as NeighborsByName } from "../src/pipeline/graph/graph-way.js";
import type { WantedSearch } from "../src/pipeline/graph/search-way.js";
import { ClusterSelection, Exactness, NeighborsBy, NeighborSearch } from "./clustering.enums.js";
import { ClusteringGoal } from "./clustering-goal.input.js";
import { DocumentFilter } from "./document-filter.input.js";
import { ProjectionEngine } from "./projection-engine.enum.js";

@InputType({ description: "Parameters of a layout. null and absent mean the default." })
export class ProjectionInput {
  @Field(() => Int, {
    nullable: true,
    defaultValue: PROJECTION_DEFAULTS.neighbors,
    description: "2 to 1000. Counts the document itself, as umap-learn does.",
  })
  neighbors?: number | null;

  @Field(() => Float, {
    nullable: true,
    defaultValue: PROJECTION_DEFAULTS.minDist,
    description: "How close documents may come on the map, 0 to 0.99.",
  })
  minDist?: number | null;

  @Field(() => Int, { nullable: true, defaultValue: PROJECTION_DEFAULTS.seed })
  seed?: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "1 to 5000. By default with NATIVE 500 up to 10,000 documents, else 200; with UMAP_JS 500 up to 2,500, 400 up to 5,000, 300 up to 7,500, else 200.",
  })
  epochs?: number | null;

  @Field(() => ProjectionEngine, { nullable: true, defaultValue: PROJECTION_DEFAULTS.engine })
  engine?: ProjectionEngineName | null;
}

@InputType({ description: "Parameters of a run. null and absent mean the default." })
export class ReclusterInput {
  @Field(() => String, { nullable: true, defaultValue: RECLUSTER_DEFAULTS.collection })
  collection?: string | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: RECLUSTER_DEFAULTS.minClusterSize,
    description: "At least 2. A smaller group is noise.",
  })
  minClusterSize?: number | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: RECLUSTER_DEFAULTS.minSamples,
    description: "1 to `neighbors`, counting other documents. Larger: smoother clusters and more noise.",
  })
  minSamples?: number | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: RECLUSTER_DEFAULTS.neighbors,
    description: "1 to 1000, counting other documents. Width of the neighbor graph.",
  })
  neighbors?: number | null;

  @Field(() => ClusterSelection, { nullable: true, defaultValue: RECLUSTER_DEFAULTS.selection })
  selection?: ClusterSelectionName | null;

  @Field(() => Float, {
    nullable: true,
    defaultValue: RECLUSTER_DEFAULTS.epsilon,
    description: "Clusters nearer than this distance are not told apart.",
  })
  epsilon?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "At least minClusterSize. A larger cluster is split if it can be. Not with LEAF.",
  })
  maxClusterSize?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: RECLUSTER_DEFAULTS.allowSingleCluster,
    description: "Whether all documents may be one cluster.",
  })
  allowSingleCluster?: boolean | null;

  @Field(() => Exactness, {
    nullable: true,
    defaultValue: RECLUSTER_DEFAULTS.exactness,
    description: "How much of the spanning tree is to be proven.",
  })
  exactness?: ExactnessName | null;

  @Field(() => NeighborsBy, {
    nullable: true,
    defaultValue: RECLUSTER_DEFAULTS.neighborsBy,
    description: "Who computes the neighbor graph.",
  })
  neighborsBy?: NeighborsByName | null;
  @Field(() => ClusteringGoal, { nullable: true, description: "Chooses minClusterSize and selection." })
  goal?: ClusteringGoal | null;

  @Field(() => NeighborSearch, {
    nullable: true,
    defaultValue: RECLUSTER_DEFAULTS.neighborSearch,
    description: "How this server searches the neighbors of the graph; only where it computes it.",
  })
  neighborSearch?: WantedSearch | null;

  @Field(() => DocumentFilter, { nullable: true, description: "Cluster only these documents." })
  filter?: DocumentFilter | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: RECLUSTER_DEFAULTS.layout,
    description: "Whether to draw a map.",
  })
  layout?: boolean | null;

  @Field(() => ProjectionInput, { nullable: true, defaultValue: RECLUSTER_DEFAULTS.projection })
  projection?: ProjectionInput | null;

  @Field(() => String, {
    nullable: true,
    description: "At most 256 UTF-8 bytes. The same key gives the same run, whatever became of the answer.",
  })
  idempotencyKey?: string | null;
}
