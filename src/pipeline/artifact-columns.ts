import { TopographError } from "../errors.js";
import type { Artifact } from "../runs/artifact-store.js";
import { decodeStrings } from "./string-column.js";

type ColumnClass<T> = new (length: number) => T;

/** A column of an artifact; an artifact that lacks it was written by other code under the same key, which is damage. */
export function column<T>(artifact: Artifact, name: string, type: ColumnClass<T>): T {
  const values = artifact.arrays[name];
  if (!(values instanceof type)) {
    throw new TopographError("STORAGE_CORRUPT", `A stored artifact has no column ${name}; recluster to make it anew.`);
  }
  return values;
}

export function stringColumn(artifact: Artifact, name: "key" | "title" | "text"): string[] {
  return decodeStrings({
    bytes: column(artifact, `${name}Bytes`, Uint8Array),
    offsets: column(artifact, `${name}Offsets`, Float64Array),
  });
}

export function metaNumber(artifact: Artifact, name: string): number {
  const { meta } = artifact;
  const value =
    meta !== null && typeof meta === "object" && !Array.isArray(meta)
      ? Object.entries(meta).find(([key]) => key === name)?.[1]
      : undefined;
  if (typeof value !== "number") {
    throw new TopographError(
      "STORAGE_CORRUPT",
      `A stored artifact does not say its ${name}; recluster to make it anew.`,
    );
  }
  return value;
}

/** Of a graph, or of a tree that was read from one: recall of its lists on a sample, null where they are exact. */
export function graphRecall({ meta }: Artifact): number | null {
  const value = meta !== null && typeof meta === "object" && "recallAtK" in meta ? meta.recallAtK : null;
  return typeof value === "number" ? value : null;
}

/** Null where the artifact says null. */
export function metaNumberOrNull(artifact: Artifact, name: string): number | null {
  const { meta } = artifact;
  const isNull =
    meta !== null &&
    typeof meta === "object" &&
    !Array.isArray(meta) &&
    Object.entries(meta).some(([key, value]) => key === name && value === null);
  return isNull ? null : metaNumber(artifact, name);
}
