import { TopographError } from "../errors.js";
import type { CollectionRecord } from "../runs/collection-record.js";
import type { DocumentFilter, FieldCondition, FilterOperator, FilterScalar } from "../store/document-filter.js";
import { MAX_FILTER_VALUES, validateFilter } from "../store/validate-filter.js";
import type { ClusteringAccess } from "./run-access.js";

export interface ClusterReference {
  readonly runId: string;
  readonly label: number;
}

/** A filter as it comes in: null and absent parts hold, values are of any type yet. */
export interface FilterInput {
  readonly all?: readonly FieldConditionInput[] | null;
  readonly any?: readonly FieldConditionInput[] | null;
  readonly keys?: readonly string[] | null;
  /** Only members of this cluster, as its run saw it. */
  readonly cluster?: ClusterReference | null;
  readonly publishedAfter?: number | null;
  readonly publishedBefore?: number | null;
}

export interface FieldConditionInput {
  readonly field: string;
  readonly op: FilterOperator;
  readonly value?: unknown;
}

/**
 * The filter that the store understands.
 *
 * @throws TopographError BAD_USER_INPUT that names the part, or NOT_FOUND for the cluster
 */
export async function resolveFilter(
  input: FilterInput,
  collection: CollectionRecord,
  clusterings: Pick<ClusteringAccess, "byId" | "result">,
): Promise<DocumentFilter> {
  const members = input.cluster ? await memberKeys(input.cluster, collection, clusterings) : null;
  const keys = intersect(input.keys ?? null, members);
  const filter: DocumentFilter = {
    ...(input.all ? { all: input.all.map(toCondition) } : {}),
    ...(input.any ? { any: input.any.map(toCondition) } : {}),
    ...(keys ? { keys } : {}),
    ...(typeof input.publishedAfter === "number" ? { publishedAfter: input.publishedAfter } : {}),
    ...(typeof input.publishedBefore === "number" ? { publishedBefore: input.publishedBefore } : {}),
  };
  validateFilter(filter);
  return filter;
}

async function memberKeys(
  { runId, label }: ClusterReference,
  collection: CollectionRecord,
  clusterings: Pick<ClusteringAccess, "byId" | "result">,
): Promise<string[]> {
  const run = await clusterings.byId(runId);
  if (run && run.collectionId !== collection.id) {
    throw new TopographError(
      "BAD_USER_INPUT",
      `filter.cluster: expected a cluster of collection ${collection.name}, got one of another collection.`,
      { argument: "filter.cluster" },
    );
  }
  const result = run ? await clusterings.result(run) : null;
  if (!result?.clusters[label]) throw noCluster();
  const rows = result.rowsOf(label);
  if (rows.length > MAX_FILTER_VALUES) {
    throw new TopographError(
      "BAD_USER_INPUT",
      `filter.cluster: expected a cluster of at most ${MAX_FILTER_VALUES} members, got ${rows.length}; page through Cluster.members.`,
      { argument: "filter.cluster", max: MAX_FILTER_VALUES, actual: rows.length },
    );
  }
  return Array.from(rows, (row) => result.key(row));
}

function intersect(keys: readonly string[] | null, members: readonly string[] | null): readonly string[] | null {
  if (!keys || !members) return keys ?? members;
  const wanted = new Set(keys);
  return members.filter((key) => wanted.has(key));
}

/** The store checks the value; here it only gets its type. */
function toCondition({ field, op, value }: FieldConditionInput): FieldCondition {
  return { field, op, value: (value ?? null) as FilterScalar | readonly FilterScalar[] };
}

function noCluster(): TopographError {
  return new TopographError("NOT_FOUND", "filter.cluster: there is no such cluster.", { kind: "Cluster" });
}
