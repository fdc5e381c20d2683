import { isWellFormed } from "../database/text-encoding.js";
import { TopographError } from "../errors.js";
import type { EmbeddedDocument, JsonValue } from "./document.js";

/** SQLite reads JSON down to 1,000 levels and Milvus to fewer; nobody filters on the hundredth. */
const MAX_DEPTH = 64;

/** Refuses what a store could not give back as it was, or what would spoil a search for everybody. */
export function checkDocument(document: EmbeddedDocument, dimension: number): void {
  const { key, vector } = document;
  for (const part of ["key", "title", "text", "url"] as const) {
    const text = document[part];
    if (text !== null && !isWellFormed(text))
      throw unusable(key, part, "is not well-formed Unicode (it has a lone surrogate)");
  }
  checkJson(document.fields, key, "fields", MAX_DEPTH);
  if (vector.length !== dimension) {
    throw new TopographError(
      "VECTOR_DIMENSION_MISMATCH",
      `expected ${dimension} numbers in the vector of document ${JSON.stringify(key)}, got ${vector.length}`,
      { key, expected: dimension, received: vector.length },
    );
  }
  if (!vector.every(Number.isFinite)) {
    throw new TopographError("INVALID_VECTOR", `The vector of document ${JSON.stringify(key)} has NaN or infinity.`, {
      key,
    });
  }
}

function checkJson(value: JsonValue, key: string, path: string, depth: number): void {
  if (typeof value === "string") {
    if (!isWellFormed(value)) throw unusable(key, path, "has a text that is not well-formed Unicode");
  } else if (typeof value === "number") {
    if (!Number.isFinite(value)) throw unusable(key, path, `has the number ${value}, which JSON cannot hold`);
  } else if (typeof value === "object" && value !== null) {
    if (depth === 0) throw unusable(key, path, `nests deeper than ${MAX_DEPTH} levels`);
    if (Array.isArray(value)) {
      for (const element of value as readonly JsonValue[]) checkJson(element, key, path, depth - 1);
      return;
    }
    for (const [name, member] of Object.entries(value)) {
      if (!isWellFormed(name)) throw unusable(key, path, "has a name that is not well-formed Unicode");
      checkJson(member as JsonValue, key, path, depth - 1);
    }
  }
}

function unusable(key: string, path: string, fault: string): TopographError {
  return new TopographError("BAD_USER_INPUT", `Document ${JSON.stringify(key)}: ${path} ${fault}.`, { key, path });
}
