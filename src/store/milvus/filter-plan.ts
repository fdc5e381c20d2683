import type { DocumentFilter } from "../document-filter.js";
import { filterTest, type FilteredParts } from "../filter-test.js";
import { isNumberKey, keyComparison } from "../key-order.js";
import type { Condition } from "./expression-writer.js";
import type { MilvusCapabilities } from "./milvus-capabilities.js";
import { oneOf, type Pushed } from "./pushed-condition.js";
import type { RowLayout } from "./row-layout.js";

/** How a filter is carried out: what Milvus sorts out, and what is left to do with the documents that it gives. */
export interface FilterPlan {
  /** False where nothing passes, whatever the documents. */
  readonly possible: boolean;
  /** Let through every document that passes, and where `exact` no other. */
  readonly conditions: readonly Condition[];
  readonly exact: boolean;
  /** The keys that may pass, each once and in order; null for all. Not among the conditions: they may be too many for one. */
  readonly keys: readonly string[] | null;
  /** Fields that the test looks at, beside the key. */
  readonly fields: readonly string[];
  /** The filter itself. */
  readonly test: (parts: FilteredParts) => boolean;
}

export const NO_FILTER: FilterPlan = {
  possible: true,
  conditions: [],
  exact: true,
  keys: null,
  fields: [],
  test: () => true,
};

/**
 * Servers disagree on what an expression over JSON means: a missing field under !=, true and 1, texts that look like arrays,
 * numbers beyond 64 bits. So an expression says only what all agree on, as much as it can, and where it may let through too
 * much the documents are tested again here.
 */
export function planFilter(
  filter: DocumentFilter | undefined,
  layout: RowLayout,
  { product }: MilvusCapabilities,
): FilterPlan {
  if (!filter) return NO_FILTER;
  const { all, any, keys, publishedAfter, publishedBefore } = filter;
  const conditions: Condition[] = [];
  let exact = true;
  const push = (pushed: Pushed | null): void => {
    if (pushed) conditions.push(pushed.condition);
    exact &&= pushed?.exact ?? false;
  };
  for (const condition of all ?? []) push(layout.onField(condition, product));
  if (any && any.length > 0) push(oneOf(any.map((condition) => layout.onField(condition, product))));
  if (publishedAfter !== undefined || publishedBefore !== undefined)
    push(layout.onDate(publishedAfter, publishedBefore));
  const { keyOrder } = layout;
  const known = keys && keyOrder === "NUMBER" ? keys.filter(isNumberKey) : keys;
  return {
    possible: any?.length !== 0 && known?.length !== 0,
    conditions,
    exact,
    keys: known ? [...new Set(known)].sort(keyComparison(keyOrder)) : null,
    fields: exact ? [] : layout.filterFields(filter),
    test: filterTest(filter),
  };
}
