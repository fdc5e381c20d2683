import type { AssignmentColumns } from "../schema/assignment-columns.type.js";
import type { AssignmentViewName, ColumnEncodingName } from "../schema/clustering.enums.js";
import { documentGlobalId } from "../src/graphql/global-id.js";
import type { AssignmentSource, SoftSource } from "../src/services/run-access.js";
import { toBase64 } from "./column-bytes.js";
import { lazyMembers } from "./lazy-members.js";
import { firmestOf, softColumns } from "./soft-columns.js";

/** The assignment of every document of a run as columns. */
export function assignmentColumns(
  collectionId: string,
  source: AssignmentSource,
  view: AssignmentViewName,
  encoding: ColumnEncodingName,
  soft: SoftSource | null = null,
): AssignmentColumns {
  const nearest = view === "NEAREST";
  const firmest = soft && firmestOf(soft);
  const labels = firmest?.labels ?? (nearest ? source.nearestLabels : source.labels);
  const probabilities = firmest?.probabilities ?? source.probabilities;
  const { outlierScores } = source;
  const distances = nearest ? source.nearestDistances : null;
  const list = (column: Float32Array | Int32Array | null): number[] | null =>
    encoding === "JSON" && column ? Array.from(column) : null;
  return lazyMembers<AssignmentColumns>({
    count: () => source.keys.length,
    documentIds: () => source.keys.map((key) => documentGlobalId(collectionId, key)),
    labels: () => list(labels),
    probabilities: () => list(probabilities),
    outlierScores: () => list(outlierScores),
    distances: () => list(distances),
    soft: () => soft && softColumns(soft),
    data: () =>
      encoding === "BASE64"
        ? toBase64([labels, probabilities, outlierScores, ...(distances ? [distances] : [])])
        : null,
  });
}
