import { TopographError } from "../errors.js";
import type { NeighborsBy } from "../pipeline/graph/graph-way.js";
import type { WantedSearch } from "../pipeline/graph/search-way.js";
import { projectorOf } from "../projection/index.js";
import { requestHash } from "../pipeline/stage-keys.js";
import type {
  ClusteringParams,
  ClusterSelection,
  Exactness,
  ProjectionEngine,
  ProjectionParams,
} from "../runs/run-record.js";
import type { DocumentFilter } from "../store/document-filter.js";
import { DEFAULT_COLLECTION } from "./collection-service.js";
import { type GoalInput, toGoal } from "./goal-input.js";
import { LIMITS, MAX_INT32, MIN_INT32, requireInteger, requireNumber } from "./limits.js";
import type { ReclusterRequest } from "./run-access.js";

/** Parameters of a layout as they come in; null and absent mean the default. */
export interface ProjectionInput {
  readonly neighbors?: number | null;
  readonly minDist?: number | null;
  readonly seed?: number | null;
  readonly epochs?: number | null;
  readonly engine?: ProjectionEngine | null;
}

/** Parameters of a run as they come in; null and absent mean the default. */
export interface ReclusterInput {
  readonly collection?: string | null;
  readonly minClusterSize?: number | null;
  readonly minSamples?: number | null;
  readonly neighbors?: number | null;
  readonly selection?: ClusterSelection | null;
  readonly epsilon?: number | null;
  readonly maxClusterSize?: number | null;
  readonly allowSingleCluster?: boolean | null;
  readonly exactness?: Exactness | null;
  readonly neighborsBy?: NeighborsBy | null;
  readonly goal?: GoalInput | null;
  readonly neighborSearch?: WantedSearch | null;
  readonly layout?: boolean | null;
  readonly projection?: ProjectionInput | null;
  readonly idempotencyKey?: string | null;
}

export const PROJECTION_DEFAULTS = { neighbors: 80, minDist: 0.1, seed: 42, engine: "NATIVE" } as const;

export const RECLUSTER_DEFAULTS = {
  collection: DEFAULT_COLLECTION,
  minClusterSize: 3,
  minSamples: 3,
  neighbors: 50,
  selection: "EOM",
  epsilon: 0,
  allowSingleCluster: false,
  exactness: "AUTO",
  neighborsBy: "AUTO",
  neighborSearch: "AUTO",
  layout: true,
  projection: PROJECTION_DEFAULTS,
} as const;

/** Points may not all lie on each other, so the largest distance stays below the spread of 1. */
const MAX_MIN_DIST = 0.99;

/**
 * The one place where defaults of a run are filled in and its parameters checked.
 *
 * @param filter of the documents to cluster; null for all
 * @param documentCount how many documents that is; the default number of epochs hangs on it
 * @throws TopographError BAD_USER_INPUT {argument, min, max, actual}
 */
export function toReclusterRequest(
  input: ReclusterInput,
  filter: DocumentFilter | null,
  documentCount: number,
): ReclusterRequest {
  const exactness = input.exactness ?? RECLUSTER_DEFAULTS.exactness;
  const goal = toGoal(input.goal);
  const clustering = checkClustering({
    minClusterSize: input.minClusterSize ?? RECLUSTER_DEFAULTS.minClusterSize,
    minSamples: input.minSamples ?? RECLUSTER_DEFAULTS.minSamples,
    neighbors: input.neighbors ?? RECLUSTER_DEFAULTS.neighbors,
    selection: input.selection ?? RECLUSTER_DEFAULTS.selection,
    epsilon: input.epsilon ?? RECLUSTER_DEFAULTS.epsilon,
    maxClusterSize: input.maxClusterSize ?? null,
    allowSingleCluster: input.allowSingleCluster ?? RECLUSTER_DEFAULTS.allowSingleCluster,
    ...(exactness !== "AUTO" && { exactness }),
    filter,
    ...(goal && { goal }),
  });
  checkCombination(clustering);
  const neighborsBy = input.neighborsBy ?? RECLUSTER_DEFAULTS.neighborsBy;
  const neighborSearch = input.neighborSearch ?? RECLUSTER_DEFAULTS.neighborSearch;
  const layout = (input.layout ?? RECLUSTER_DEFAULTS.layout) ? (input.projection ?? {}) : null;
  const projection = layout && toProjection(layout, documentCount);
  // The same request must stay the same when documents have come or gone since.
  const { epochs: _, ...fixed } = projection ?? {};
  const asked = projection && (typeof layout?.epochs === "number" ? projection : fixed);
  return {
    collection: input.collection ?? RECLUSTER_DEFAULTS.collection,
    clustering,
    neighborsBy,
    neighborSearch,
    documentCount,
    projection,
    idempotencyKey: checkIdempotencyKey(input.idempotencyKey ?? null),
    // The way to the graph is part of it only where somebody chose one: so it was before there was a choice.
    requestHash: requestHash(
      {
        ...clustering,
        ...(neighborsBy !== "AUTO" && { neighborsBy }),
        ...(neighborSearch !== "AUTO" && { neighborSearch }),
      },
      asked,
    ),
  };
}

/** @throws TopographError BAD_USER_INPUT {argument, min, max, actual} */
export function checkClustering(params: ClusteringParams): ClusteringParams {
  const { minClusterSize, minSamples, neighbors, epsilon, maxClusterSize } = params;
  requireInteger("minClusterSize", minClusterSize, 2, MAX_INT32);
  requireInteger("minSamples", minSamples, 1, LIMITS.maxK);
  requireInteger("neighbors", neighbors, 1, LIMITS.maxK);
  if (neighbors < minSamples) {
    throw new TopographError(
      "BAD_USER_INPUT",
      `neighbors must be at least minSamples (${minSamples}), got ${neighbors}; raise neighbors or lower minSamples.`,
      { argument: "neighbors", min: minSamples, max: LIMITS.maxK, actual: neighbors },
    );
  }
  requireNumber("epsilon", epsilon, 0, Number.MAX_VALUE);
  if (maxClusterSize !== null) requireInteger("maxClusterSize", maxClusterSize, minClusterSize, MAX_INT32);
  return params;
}

/**
 * A setting that would change nothing is refused, so that nobody takes it for heeded.
 *
 * @throws TopographError BAD_USER_INPUT {argument, actual}
 */
function checkCombination({ selection, maxClusterSize }: Pick<ClusteringParams, "selection" | "maxClusterSize">): void {
  if (selection !== "LEAF" || maxClusterSize === null) return;
  throw new TopographError(
    "BAD_USER_INPUT",
    `maxClusterSize ${maxClusterSize} has no meaning with selection LEAF, whose clusters are the smallest there are; leave it out, or take EOM.`,
    { argument: "maxClusterSize", actual: maxClusterSize },
  );
}

/** What a cut may change of its run; null and absent leave it as it was. */
export type CutChange = {
  readonly [
    name in "minClusterSize" | "minSamples" | "selection" | "epsilon" | "maxClusterSize" | "allowSingleCluster"
  ]?: ClusteringParams[name] | null | undefined;
};

/** @throws TopographError BAD_USER_INPUT {argument, min, max, actual} */
export function changedParams(params: ClusteringParams, change: CutChange): Partial<ClusteringParams> {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== null && value !== undefined));
  // A limit that is not asked for here goes where the leaves are taken.
  const inherited = given["selection"] === "LEAF" && given["maxClusterSize"] === undefined;
  const changed: Partial<ClusteringParams> = inherited ? { ...given, maxClusterSize: null } : given;
  checkCombination(checkClustering(recutParams(params, changed)));
  return changed;
}

/** A cut by other minSamples trusts the neighbor lists of its run, however far the run itself went to prove its tree. */
export function recutParams(params: ClusteringParams, change: Partial<ClusteringParams>): ClusteringParams {
  const { minSamples = params.minSamples } = change;
  return { ...params, ...change, ...(minSamples !== params.minSamples && { exactness: "GRAPH" }) };
}

function toProjection(input: ProjectionInput, documentCount: number): ProjectionParams {
  const engine = input.engine ?? PROJECTION_DEFAULTS.engine;
  const epochs = input.epochs ?? projectorOf(engine).defaultEpochs(documentCount);
  return {
    neighbors: requireInteger("projection.neighbors", input.neighbors ?? PROJECTION_DEFAULTS.neighbors, 2, LIMITS.maxK),
    minDist: requireNumber("projection.minDist", input.minDist ?? PROJECTION_DEFAULTS.minDist, 0, MAX_MIN_DIST),
    seed: requireInteger("projection.seed", input.seed ?? PROJECTION_DEFAULTS.seed, MIN_INT32, MAX_INT32),
    epochs: requireInteger("projection.epochs", epochs, 1, 5000),
    engine,
  };
}

function checkIdempotencyKey(key: string | null): string | null {
  if (key !== null) requireInteger("idempotencyKey's length", Buffer.byteLength(key), 1, LIMITS.maxIdempotencyKeyBytes);
  return key;
}
