import { isWellFormed } from "../database/text-encoding.js";
import { TopographError } from "../errors.js";
import type { JsonObject, JsonValue } from "../store/document.js";
import { LIMITS } from "./limits.js";

const MAX_DEPTH = 32;
/** Names that turn into something else when a careless program copies the object. */
const REFUSED_NAMES: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * A copy of a document's fields that holds plain data only and reads back equal from JSON.
 *
 * @throws TopographError that names the part that cannot be kept
 */
export function cleanFields(fields: JsonObject): JsonObject {
  if (!isObject(fields)) throw unusable("fields", "is not an object");
  const cleaned = cleanObject(fields, "fields", MAX_DEPTH);
  const bytes = Buffer.byteLength(JSON.stringify(cleaned));
  if (bytes > LIMITS.maxTextBytes) {
    throw new TopographError(
      "TEXT_TOO_LONG",
      `fields has ${bytes} UTF-8 bytes as JSON, at most ${LIMITS.maxTextBytes} are kept.`,
      { argument: "fields", max: LIMITS.maxTextBytes, actual: bytes },
    );
  }
  return cleaned;
}

function cleanObject(object: JsonObject, path: string, depth: number): JsonObject {
  if (depth === 0) throw unusable(path, `nests deeper than ${MAX_DEPTH} levels`);
  const cleaned: Record<string, JsonValue> = {};
  for (const [name, member] of Object.entries(object)) {
    if (REFUSED_NAMES.has(name)) throw unusable(path, `has a member named ${name}, which is not allowed`);
    if (!isWellFormed(name)) throw unusable(path, "has a name with a lone surrogate");
    cleaned[name] = cleanValue(member, `${path}.${name}`, depth - 1);
  }
  return cleaned;
}

function cleanValue(value: JsonValue, path: string, depth: number): JsonValue {
  switch (typeof value) {
    case "string":
      if (!isWellFormed(value)) throw unusable(path, "is not well-formed Unicode: it has a lone surrogate");
      return value;
    case "number":
      if (!Number.isFinite(value)) throw unusable(path, "is not a finite number");
      // JSON knows no negative zero.
      return value === 0 ? 0 : value;
    case "boolean":
      return value;
    case "object":
      if (value === null) return null;
      if (isObject(value)) return cleanObject(value, path, depth);
      if (depth === 0) throw unusable(path, `nests deeper than ${MAX_DEPTH} levels`);
      return value.map((element, index) => cleanValue(element, `${path}[${index}]`, depth - 1));
    default:
      throw unusable(path, `is a ${typeof value}, which JSON cannot hold`);
  }
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unusable(path: string, fault: string): TopographError {
  const shown = path.length > 100 ? `${path.slice(0, 100)}…` : path;
  return new TopographError("BAD_USER_INPUT", `${shown} ${fault}.`, { argument: "fields" });
}
