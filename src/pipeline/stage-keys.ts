import { createHash } from "node:crypto";
import type { ClusteringParams, ProjectionParams } from "../runs/run-record.js";

/** Raised when a stage's result for the same input changes; older artifacts of it are then no longer found. */
const VERSIONS = {
  snapshot: 1,
  rows: 1,
  texts: 1,
  neighbors: 1,
  forest: 1,
  clusters: 3,
  advice: 2,
  sweep: 1,
  soft: 1,
  labels: 2,
  layout: 2,
} as const;

export type StageName = keyof typeof VERSIONS;

/** Part of the identity of a run's work: a new version of any stage is new work. */
export const PIPELINE_VERSION = digest(VERSIONS);

/** Everything an artifact is made of, in one name: the stage, its version, the keys of its inputs, its parameters. */
export function stageKey(stage: StageName, inputs: readonly string[], params: object = {}): string {
  return `${stage}/${digest([stage, VERSIONS[stage], inputs, params])}`;
}

/**
 * All graphs of one snapshot share a beginning: a wider one serves where a narrower is wanted, if it came the same way.
 *
 * @param tag of the way it came
 */
export function neighborsKey(snapshot: string, width: number, tag: string): string {
  return `${neighborsPrefix(snapshot)}${tag}${width}`;
}

export function neighborsPrefix(snapshot: string): string {
  return `${stageKey("neighbors", [snapshot])}/`;
}

/**
 * The width of the graph from which it was read is no part of it: only the first `neighbors` columns count.
 *
 * @param approximate tells approximate lists by how they came; null for exact ones, which are the same in any way
 */
export function forestKey(
  snapshot: string,
  params: Pick<ClusteringParams, "neighbors" | "minSamples" | "exactness">,
  approximate: string | null,
): string {
  const { neighbors, minSamples, exactness } = params;
  const way = approximate === null ? {} : { approximate };
  return stageKey("forest", [snapshot], { neighbors, minSamples, exactness, ...way });
}

export function clustersKey(forest: string, params: ClusteringParams): string {
  const { minClusterSize, selection, epsilon, maxClusterSize, allowSingleCluster } = params;
  return stageKey("clusters", [forest], { minClusterSize, selection, epsilon, maxClusterSize, allowSingleCluster });
}

/** The selection is no part of it: a sweep holds both. */
export function sweepKey(forest: string, params: ClusteringParams): string {
  const { minClusterSize, epsilon, maxClusterSize, allowSingleCluster } = params;
  return stageKey("sweep", [forest], { minClusterSize, epsilon, maxClusterSize, allowSingleCluster });
}

export function adviceKey(clusters: string): string {
  return stageKey("advice", [clusters]);
}

export function softKey(clusters: string): string {
  return stageKey("soft", [clusters]);
}

export function labelsKey(clusters: string, texts: string): string {
  return stageKey("labels", [clusters, texts]);
}

export function layoutKey(snapshot: string, params: ProjectionParams, approximate: string | null): string {
  return stageKey("layout", [snapshot], { ...params, ...(approximate !== null && { approximate }) });
}

/** Equal for equal work on equal documents. */
export function workKey(
  collectionId: string,
  revision: number,
  clustering: ClusteringParams,
  projection: ProjectionParams | null,
): string {
  const { neighborsBy, ...rest } = clustering;
  // Left out where it says what was so before there was a choice.
  const work = neighborsBy === "MILVUS" ? clustering : rest;
  return digest([PIPELINE_VERSION, collectionId, revision, work, projection]);
}

/** Equal for equal requests: `projection` may lack what is filled in by the documents of the day. */
export function requestHash(clustering: object, projection: Partial<ProjectionParams> | null): string {
  return digest([clustering, projection]);
}

function digest(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

/** JSON with the members of objects sorted by name; absent members leave no trace. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    member !== null && typeof member === "object" && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
