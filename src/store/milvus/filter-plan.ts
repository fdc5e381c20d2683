import type { DocumentFilter, FieldCondition, FilterScalar } from "../document-filter.js";
import { filterTest, type FilteredParts } from "../filter-test.js";
import { compareKeys } from "../key-order.js";
import { NO_DATE } from "./document-row.js";
import type { Condition } from "./expression-writer.js";
import type { MilvusCapabilities } from "./milvus-capabilities.js";

/** How a filter is carried out: what Milvus sorts out, and what is left to do with the documents that it gives. */
export interface FilterPlan {
  /** False where nothing passes, whatever the documents. */
  readonly possible: boolean;
  /** Let through every document that passes, and where `exact` no other. */
  readonly conditions: readonly Condition[];
  readonly exact: boolean;
  /** The keys that may pass, each once and in order; null for all. Not among the conditions: they may be too many for one. */
  readonly keys: readonly string[] | null;
  /** The filter itself. */
  readonly test: (parts: FilteredParts) => boolean;
}

interface Pushed {
  readonly condition: Condition;
  readonly exact: boolean;
}

export const NO_FILTER: FilterPlan = { possible: true, conditions: [], exact: true, keys: null, test: () => true };

/** Field names that no server reads as anything else. */
const PLAIN_NAME = /^[A-Za-z0-9_.-]{1,100}$/;
const MAX_ALTERNATIVES = 50;
const MAX_LITERAL = 1000;

/**
 * Servers disagree on what an expression over JSON means: a missing field under !=, true and 1, texts that look like arrays,
 * numbers beyond 64 bits. So an expression says only what all agree on, as much as it can, and where it may let through too
 * much the documents are tested again here.
 */
export function planFilter(filter: DocumentFilter | undefined, { product }: MilvusCapabilities): FilterPlan {
  if (!filter) return NO_FILTER;
  const { all, any, keys, publishedAfter, publishedBefore } = filter;
  const conditions: Condition[] = [];
  let exact = true;
  const push = (pushed: Pushed | null): void => {
    if (pushed) conditions.push(pushed.condition);
    exact &&= pushed?.exact ?? false;
  };
  for (const condition of all ?? []) push(onField(condition, product));
  if (any && any.length > 0) push(oneOf(any.map((condition) => onField(condition, product))));
  if (publishedAfter !== undefined || publishedBefore !== undefined) {
    const after = Math.max(Math.floor(publishedAfter ?? NO_DATE), NO_DATE);
    const before = Math.min(Math.ceil(publishedBefore ?? Infinity), Number.MAX_SAFE_INTEGER);
    conditions.push((write) => `publishedAt > ${write.number(Math.min(after, Number.MAX_SAFE_INTEGER))}`);
    if (publishedBefore !== undefined)
      conditions.push((write) => `publishedAt < ${write.number(Math.max(before, NO_DATE))}`);
  }
  return {
    possible: any?.length !== 0 && keys?.length !== 0,
    conditions,
    exact,
    keys: keys ? [...new Set(keys)].sort(compareKeys) : null,
    test: filterTest(filter),
  };
}

/** Null where Milvus must let through all. */
function onField({ field, op, value }: FieldCondition, product: MilvusCapabilities["product"]): Pushed | null {
  if (!PLAIN_NAME.test(field)) return null;
  const path = `fields["${field}"]`;
  switch (op) {
    case "NE":
      return null;
    case "IN": {
      const values = value as readonly FilterScalar[];
      return values.length > MAX_ALTERNATIVES ? null : oneOf(values.map((one) => compared(path, "==", one)));
    }
    case "CONTAINS": {
      // Lite's parser takes no sign in there.
      if (product === "MILVUS_LITE" && typeof value === "number" && value < 0) return null;
      const pushed = written(value as FilterScalar, (text) => `json_contains(${path}, ${text})`);
      return pushed && { ...pushed, exact: pushed.exact && product === "MILVUS" };
    }
    default:
      return compared(path, OPERATORS[op], value as FilterScalar);
  }
}

const OPERATORS = { EQ: "==", LT: "<", LE: "<=", GT: ">", GE: ">=" } as const;

function compared(path: string, operator: string, value: FilterScalar): Pushed | null {
  return written(value, (text) => `${path} ${operator} ${text}`);
}

function written(value: FilterScalar, say: (text: string) => string): Pushed | null {
  switch (typeof value) {
    case "string":
      return value.length > MAX_LITERAL ? null : { condition: (write) => say(write.text(value)), exact: true };
    case "number":
      return isPlainNumber(value) ? { condition: (write) => say(write.number(value)), exact: false } : null;
    default:
      return { condition: () => say(String(value)), exact: false };
  }
}

/** Written in digits, and read back as itself by every server. */
function isPlainNumber(value: number): boolean {
  const size = Math.abs(value);
  return Number.isInteger(value) ? size <= Number.MAX_SAFE_INTEGER : size > 1e-5 && size < 1e15;
}

function oneOf(alternatives: readonly (Pushed | null)[]): Pushed | null {
  const pushed = alternatives.filter((one) => one !== null);
  if (pushed.length < alternatives.length) return null;
  return {
    condition: (write) => pushed.map(({ condition }) => `(${condition(write)})`).join(" or "),
    exact: pushed.every(({ exact }) => exact),
  };
}
