import { isWellFormed } from "../database/text-encoding.js";
import { TopographError } from "../errors.js";
import type { EmbeddedDocument } from "./document.js";
import { jsonFault } from "./json-fault.js";

/** SQLite reads JSON down to 1,000 levels and Milvus to fewer; nobody filters on the hundredth. */
const MAX_DEPTH = 64;

/** Refuses what a store could not give back as it was, or what would spoil a search for everybody. */
export function checkDocument(document: EmbeddedDocument, dimension: number): void {
  const { key, vector } = document;
  for (const part of ["key", "title", "text", "url"] as const) {
    const text = document[part];
    if (text !== null && !isWellFormed(text)) throw unusable(key, part, "has a lone surrogate");
  }
  const found = jsonFault(document.fields, "fields", { maxDepth: MAX_DEPTH });
  if (found) throw unusable(key, found.path, found.fault);
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

function unusable(key: string, path: string, fault: string): TopographError {
  return new TopographError("BAD_USER_INPUT", `Document ${JSON.stringify(key)}: ${path} ${fault}.`, { key, path });
}
