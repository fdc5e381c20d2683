import { keyComparison } from "../key-order.js";
import type { KnownCollection } from "./collection-catalog.js";
import { ExpressionWriter, type Condition } from "./expression-writer.js";
import type { FilterPlan } from "./filter-plan.js";
import { keyIsAfter, keyIsOneOf } from "./key-conditions.js";
import type { MilvusCapabilities } from "./milvus-capabilities.js";
import { MilvusColumns, type FieldData } from "./milvus-columns.js";
import type { CallOptions, MilvusConnection } from "./milvus-connection.js";
import { unavailable } from "./milvus-errors.js";
import type { RowLayout } from "./row-layout.js";

/** Keys that one expression names. */
const KEYS_AT_ONCE = 1000;
/** Milvus gives no more rows than this at a time. */
const MAX_LIMIT = 16_384;

export interface PageOptions extends CallOptions {
  readonly after?: string | undefined;
  /** Rows of a page; asked before each. */
  readonly limit: () => number;
}

/** Rows that Milvus gave, with the places of those that pass the filter. */
export interface RowPage {
  readonly columns: MilvusColumns;
  readonly keys: readonly string[];
  readonly passing: readonly number[];
}

/** Reads rows of collections, by key and in the order of the keys. */
export class RowReader {
  constructor(
    private readonly connection: MilvusConnection,
    private readonly capabilities: MilvusCapabilities,
  ) {}

  /** The rows of these keys, in any order, in parts. */
  async *byKey(
    collection: KnownCollection,
    keys: readonly string[],
    fields: readonly string[],
    options: CallOptions = {},
  ): AsyncGenerator<MilvusColumns> {
    for (let start = 0; start < keys.length; start += KEYS_AT_ONCE) {
      const part = keys.slice(start, start + KEYS_AT_ONCE);
      yield await this.#query(collection, [keyIsOneOf(collection.layout, part)], fields, options);
    }
  }

  /** How many rows the plan's conditions let through: those that pass and, where it is not exact, some others. */
  async count(collection: KnownCollection, plan: FilterPlan, options: CallOptions = {}): Promise<number> {
    let total = 0;
    for (const keys of keyParts(plan)) {
      const conditions = keys ? [...plan.conditions, keyIsOneOf(collection.layout, keys)] : plan.conditions;
      const columns = await this.#query(collection, conditions, ["count(*)"], options);
      total += Number(columns.longs("count(*)")[0] ?? 0);
    }
    return total;
  }

  /**
   * Pages in the order of the keys until there are no more rows. Milvus orders texts by the bytes of UTF-8 and numbers by value, as
   * we do, and each page starts after the last key of the one before; a server that did otherwise would be found out here.
   */
  async *pages(
    collection: KnownCollection,
    plan: FilterPlan,
    fields: readonly string[],
    { limit, ...options }: PageOptions,
  ): AsyncGenerator<RowPage> {
    const { layout } = collection;
    const compare = keyComparison(layout.keyOrder);
    const wanted = [...new Set([layout.keyField, ...fields, ...plan.fields])];
    for (const part of keyParts(plan)) {
      let after = options.after;
      const named = part && (after === undefined ? part : part.filter((key) => compare(key, after as string) > 0));
      if (named?.length === 0) continue;
      for (;;) {
        const from = keyIsAfter(layout, after);
        const conditions = [...plan.conditions, from, ...(named ? [keyIsOneOf(layout, named)] : [])];
        const size = Math.min(limit(), MAX_LIMIT);
        const columns = await this.#query(collection, conditions, wanted, options, size);
        const keys = columns.keys(layout.keyField);
        keys.forEach((key, row) => {
          const before = row === 0 ? after : keys[row - 1];
          if (before !== undefined && compare(before, key) >= 0)
            throw unavailable("Milvus gave documents out of the order of their keys.", { lasting: true });
        });
        if (keys.length > 0) yield { columns, keys, passing: passing(plan, layout, columns, keys.length) };
        if (keys.length < size) break;
        after = keys.at(-1);
      }
    }
  }

  async #query(
    { milvusName, database, reads }: KnownCollection,
    conditions: readonly Condition[],
    fields: readonly string[],
    options: CallOptions,
    limit?: number,
  ): Promise<MilvusColumns> {
    const { expression, expr_template_values } = ExpressionWriter.write(conditions, this.capabilities.expressionValues);
    const parameters = limit === undefined ? {} : { limit: String(limit), ...this.#inKeyOrder() };
    const request = {
      collection_name: milvusName,
      expr: expression,
      expr_template_values,
      output_fields: fields,
      query_params: Object.entries(parameters).map(([key, value]) => ({ key, value })),
      ...(await reads.forRead()),
    };
    const { fields_data: columns } = await this.connection.call<{ fields_data: FieldData[] }>("Query", request, {
      ...options,
      database,
    });
    return new MilvusColumns(columns);
  }

  /** Milvus gives limited rows in the order of their keys; Lite does when it is told that somebody pages. */
  #inKeyOrder(): Record<string, string> {
    return this.capabilities.product === "MILVUS_LITE" ? { iterator: "True" } : {};
  }
}

/** The keys of a plan in parts that fit into one expression each; one part without keys where all may pass. */
function* keyParts({ possible, keys }: FilterPlan): Generator<readonly string[] | null> {
  if (!possible) return;
  if (!keys) yield null;
  else for (let start = 0; start < keys.length; start += KEYS_AT_ONCE) yield keys.slice(start, start + KEYS_AT_ONCE);
}

function passing(plan: FilterPlan, layout: RowLayout, columns: MilvusColumns, count: number): number[] {
  const rows = Array.from({ length: count }, (_, row) => row);
  if (plan.exact) return rows;
  const parts = layout.filteredParts(columns);
  return rows.filter((row) => {
    const part = parts[row];
    return part !== undefined && plan.test(part);
  });
}
