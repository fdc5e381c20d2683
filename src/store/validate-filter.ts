import { isWellFormed } from "../database/text-encoding.js";
import { TopographError } from "../errors.js";
import { FILTER_OPERATORS, type DocumentFilter, type FieldCondition, type FilterScalar } from "./document-filter.js";

export const MAX_FILTER_CONDITIONS = 100;
export const MAX_FILTER_VALUES = 10_000;

const ORDERING: ReadonlySet<string> = new Set(["LT", "LE", "GT", "GE"]);

/** Refuses a filter that means nothing or is too large, naming the part. Values come from outside, so types are checked too. */
export function validateFilter(filter: DocumentFilter): void {
  const { all, any, keys } = filter;
  const conditions = (all?.length ?? 0) + (any?.length ?? 0);
  if (conditions > MAX_FILTER_CONDITIONS) {
    throw invalid(
      all && any ? "all and any" : all ? "all" : "any",
      `at most ${MAX_FILTER_CONDITIONS} conditions, got ${conditions}`,
    );
  }
  all?.forEach((condition, index) => validateCondition(condition, `all[${index}]`));
  any?.forEach((condition, index) => validateCondition(condition, `any[${index}]`));
  if (keys) {
    if (keys.length > MAX_FILTER_VALUES) throw invalid("keys", `at most ${MAX_FILTER_VALUES} keys, got ${keys.length}`);
    keys.forEach((key, index) => {
      if (typeof key !== "string") throw invalid(`keys[${index}]`, `a string, got ${kindOf(key)}`);
      if (!isWellFormed(key)) throw invalid(`keys[${index}]`, "well-formed Unicode, got a lone surrogate");
    });
  }
  for (const part of ["publishedAfter", "publishedBefore"] as const) {
    const bound = filter[part];
    if (bound !== undefined && !Number.isFinite(bound))
      throw invalid(part, `a finite number of milliseconds, got ${String(bound)}`);
  }
}

function validateCondition({ field, op, value }: FieldCondition, path: string): void {
  if (typeof field !== "string") throw invalid(`${path}.field`, `a string, got ${kindOf(field)}`);
  if (!isWellFormed(field)) throw invalid(`${path}.field`, "well-formed Unicode, got a lone surrogate");
  if (!FILTER_OPERATORS.includes(op))
    throw invalid(`${path}.op`, `one of ${FILTER_OPERATORS.join(", ")}, got ${String(op)}`);
  if (op === "IN") {
    if (!Array.isArray(value)) throw invalid(`${path}.value`, `an array for IN, got ${kindOf(value)}`);
    if (value.length === 0) throw invalid(`${path}.value`, "at least one value for IN, got an empty array");
    if (value.length > MAX_FILTER_VALUES)
      throw invalid(`${path}.value`, `at most ${MAX_FILTER_VALUES} values, got ${value.length}`);
    value.forEach((element: unknown, index) => validateScalar(element, `${path}.value[${index}]`));
    return;
  }
  validateScalar(value, `${path}.value`);
  if (ORDERING.has(op) && typeof value !== "number" && typeof value !== "string") {
    throw invalid(`${path}.value`, `a number or a string for ${op}, got ${kindOf(value)}`);
  }
}

function validateScalar(value: unknown, path: string): asserts value is FilterScalar {
  if (typeof value === "boolean") return;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw invalid(path, `a finite number, got ${value}`);
  } else if (typeof value === "string") {
    if (!isWellFormed(value)) throw invalid(path, "well-formed Unicode, got a lone surrogate");
  } else {
    throw invalid(path, `a string, a number or a boolean, got ${kindOf(value)}`);
  }
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : typeof value;
}

function invalid(path: string, expectation: string): TopographError {
  return new TopographError("BAD_USER_INPUT", `filter.${path}: expected ${expectation}`, { path: `filter.${path}` });
}
