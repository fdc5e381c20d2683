import { TopographError } from "../errors.js";
import type { JsonObject } from "../store/document.js";
import { jsonFault, type JsonRules } from "../store/json-fault.js";
import { LIMITS } from "./limits.js";

const RULES: JsonRules = {
  maxDepth: 32,
  // They turn into something else when a careless program copies the object.
  refusedNames: new Set(["__proto__", "constructor", "prototype"]),
};

/**
 * A copy of a document's fields that holds plain data only and reads back equal from JSON.
 *
 * @throws TopographError that names the part that cannot be kept
 */
export function cleanFields(fields: JsonObject): JsonObject {
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
    throw unusable("fields", "is not an object");
  }
  const found = jsonFault(fields, "fields", RULES);
  if (found) throw unusable(found.path, found.fault);
  const json = JSON.stringify(fields);
  const bytes = Buffer.byteLength(json);
  if (bytes > LIMITS.maxTextBytes) {
    throw new TopographError(
      "TEXT_TOO_LONG",
      `fields has ${bytes} UTF-8 bytes as JSON, at most ${LIMITS.maxTextBytes} are kept.`,
      { argument: "fields", max: LIMITS.maxTextBytes, actual: bytes },
    );
  }
  return JSON.parse(json) as JsonObject;
}

function unusable(path: string, fault: string): TopographError {
  const shown = path.length > 100 ? `${path.slice(0, 100)}…` : path;
  return new TopographError("BAD_USER_INPUT", `${shown} ${fault}.`, { argument: "fields" });
}
