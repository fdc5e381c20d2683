import type { AssignmentColumns } from "../schema/assignment-columns.type.js";
import type { AssignmentViewName, ColumnEncodingName } from "../schema/clustering.enums.js";
import { documentGlobalId } from "../src/graphql/global-id.js";
import type { AssignmentSource } from "../src/services/run-access.js";
import { toBase64 } from "./column-bytes.js";

/** The assignment of every document of a run as columns. */
export function assignmentColumns(
  collectionId: string,
  source: AssignmentSource,
  view: AssignmentViewName,
  encoding: ColumnEncodingName,
): AssignmentColumns {
  const nearest = view === "NEAREST";
  const labels = nearest ? source.nearestLabels : source.labels;
  const { probabilities, outlierScores } = source;
  const distances = nearest ? source.nearestDistances : null;
  const json = encoding === "JSON";
  return {
    count: source.keys.length,
    documentIds: source.keys.map((key) => documentGlobalId(collectionId, key)),
    labels: json ? Array.from(labels) : null,
    probabilities: json ? Array.from(probabilities) : null,
    outlierScores: json ? Array.from(outlierScores) : null,
    distances: json && distances ? Array.from(distances) : null,
    data: json ? null : toBase64([labels, probabilities, outlierScores, ...(distances ? [distances] : [])]),
  };
}
