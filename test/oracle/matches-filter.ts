import type { Document, JsonValue } from "../../src/store/document.js";
import type { DocumentFilter, FieldCondition, FilterScalar } from "../../src/store/document-filter.js";

/** Whether a document passes a filter: the definition in document-filter.ts, word by word, one document at a time. */
export function matchesFilter(document: Document, filter: DocumentFilter): boolean {
  const { all, any, keys, publishedAfter, publishedBefore } = filter;
  if (all !== undefined && !all.every((condition) => matchesCondition(document, condition))) return false;
  if (any !== undefined && !any.some((condition) => matchesCondition(document, condition))) return false;
  if (keys !== undefined && !keys.includes(document.key)) return false;
  const { publishedAt } = document;
  if (publishedAfter !== undefined && (publishedAt === null || publishedAt <= publishedAfter)) return false;
  if (publishedBefore !== undefined && (publishedAt === null || publishedAt >= publishedBefore)) return false;
  return true;
}

function matchesCondition({ fields }: Document, { field, op, value }: FieldCondition): boolean {
  if (!Object.hasOwn(fields, field)) return false;
  const actual: JsonValue = fields[field]!;
  if (actual === null) return false;
  switch (op) {
    case "EQ":
      return actual === value;
    case "NE":
      return actual !== value;
    case "IN":
      return (value as readonly FilterScalar[]).some((one) => actual === one);
    case "CONTAINS":
      return Array.isArray(actual) && actual.some((element) => element === value);
    default:
      return matchesOrder(actual, op, value);
  }
}

function matchesOrder(actual: JsonValue, op: "LT" | "LE" | "GT" | "GE", value: FieldCondition["value"]): boolean {
  let order: number;
  if (typeof actual === "number" && typeof value === "number") order = actual - value;
  else if (typeof actual === "string" && typeof value === "string")
    order = Buffer.compare(Buffer.from(actual), Buffer.from(value));
  else return false;
  return { LT: order < 0, LE: order <= 0, GT: order > 0, GE: order >= 0 }[op];
}
