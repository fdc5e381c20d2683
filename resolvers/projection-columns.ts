import type { ColumnEncodingName } from "../schema/clustering.enums.js";
import type { ProjectionColumns } from "../schema/projection.type.js";
import { documentGlobalId } from "../src/graphql/global-id.js";
import { type ClusteringResult, NOISE } from "../src/services/clustering-result.js";
import type { Layout } from "../src/services/run-access.js";
import { toBase64 } from "./column-bytes.js";
import { lazyMembers } from "./lazy-members.js";

/** A layout as columns, with the labels of a run that may have seen other documents. */
export function projectionColumns(
  collectionId: string,
  layout: Layout,
  result: ClusteringResult | null,
  encoding: ColumnEncodingName,
): ProjectionColumns {
  const { keys, xy } = layout;
  const x = (): Float32Array => Float32Array.from({ length: keys.length }, (_, row) => xy[2 * row] ?? 0);
  const y = (): Float32Array => Float32Array.from({ length: keys.length }, (_, row) => xy[2 * row + 1] ?? 0);
  const labels = (): Int32Array => Int32Array.from(keys, (key) => labelOf(key, result));
  const list = (column: () => Float32Array | Int32Array): number[] | null =>
    encoding === "JSON" ? Array.from(column()) : null;
  return lazyMembers<ProjectionColumns>({
    count: () => keys.length,
    documentIds: () => keys.map((key) => documentGlobalId(collectionId, key)),
    x: () => list(x),
    y: () => list(y),
    labels: () => list(labels),
    data: () => (encoding === "BASE64" ? toBase64([x(), y(), labels()]) : null),
  });
}

function labelOf(key: string, result: ClusteringResult | null): number {
  const row = result?.rowOf(key);
  return row === undefined ? NOISE : (result?.columns.labels[row] ?? NOISE);
}
