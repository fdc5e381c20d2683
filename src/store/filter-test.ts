import { compareKeys } from "./key-order.js";
import type { Document } from "./document.js";
import type { DocumentFilter, FieldCondition, FilterScalar } from "./document-filter.js";

/** What a filter looks at. */
export type FilteredParts = Pick<Document, "key" | "publishedAt" | "fields">;

/** A validated filter as a test of one document, for stores that cannot say all of it in their own language. */
export function filterTest({
  all,
  any,
  keys,
  publishedAfter,
  publishedBefore,
}: DocumentFilter): (parts: FilteredParts) => boolean {
  const tests: ((parts: FilteredParts) => boolean)[] = (all ?? []).map(conditionTest);
  if (any) {
    const alternatives = any.map(conditionTest);
    tests.push((parts) => alternatives.some((test) => test(parts)));
  }
  if (keys) {
    const wanted = new Set(keys);
    tests.push(({ key }) => wanted.has(key));
  }
  if (publishedAfter !== undefined)
    tests.push(({ publishedAt }) => publishedAt !== null && publishedAt > publishedAfter);
  if (publishedBefore !== undefined)
    tests.push(({ publishedAt }) => publishedAt !== null && publishedAt < publishedBefore);
  return (parts) => tests.every((test) => test(parts));
}

function conditionTest({ field, op, value }: FieldCondition): (parts: FilteredParts) => boolean {
  const test = valueTest(op, value);
  return ({ fields }) => {
    const actual = Object.hasOwn(fields, field) ? fields[field] : null;
    return actual !== null && actual !== undefined && test(actual);
  };
}

function valueTest(op: FieldCondition["op"], value: FieldCondition["value"]): (actual: unknown) => boolean {
  switch (op) {
    case "EQ":
      return (actual) => actual === value;
    case "NE":
      return (actual) => actual !== value;
    case "IN": {
      const wanted = new Set<unknown>(value as readonly FilterScalar[]);
      return (actual) => wanted.has(actual);
    }
    case "CONTAINS":
      return (actual) => Array.isArray(actual) && actual.includes(value);
    case "LT":
      return orderTest(value, (order) => order < 0);
    case "LE":
      return orderTest(value, (order) => order <= 0);
    case "GT":
      return orderTest(value, (order) => order > 0);
    case "GE":
      return orderTest(value, (order) => order >= 0);
  }
}

function orderTest(value: unknown, holds: (order: number) => boolean): (actual: unknown) => boolean {
  // No difference: that of two large numbers may be infinite, and of two close ones 0.
  if (typeof value === "number")
    return (actual) => typeof actual === "number" && holds(actual < value ? -1 : actual > value ? 1 : 0);
  if (typeof value === "string") return (actual) => typeof actual === "string" && holds(compareKeys(actual, value));
  return () => false;
}
