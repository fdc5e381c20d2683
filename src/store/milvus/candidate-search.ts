import type { KnownCollection } from "./collection-catalog.js";
import { ExpressionWriter } from "./expression-writer.js";
import type { FilterPlan } from "./filter-plan.js";
import type { MilvusCapabilities } from "./milvus-capabilities.js";
import { keyIsOneOf } from "./key-conditions.js";
import { MilvusColumns, type FieldData } from "./milvus-columns.js";
import { floatsToBytes } from "./milvus-messages.js";
import type { CallOptions, MilvusConnection } from "./milvus-connection.js";

/** What Milvus holds for the nearest to one query. */
export interface CandidateList {
  /** Those that pass the filter. */
  readonly keys: readonly string[];
  /** Of the last one, whether it passes or not: no row outside the list has a better one. Null when all rows are in it. */
  readonly worstScore: number | null;
}

interface SearchResults {
  readonly results: {
    readonly topks: readonly string[];
    readonly scores: readonly number[];
    readonly ids?: {
      readonly str_id?: { readonly data: readonly string[] };
      readonly int_id?: { readonly data: readonly string[] };
    } | null;
    readonly fields_data: readonly FieldData[];
  } | null;
}

/** One search call, with scores as Milvus gives them. */
export class CandidateSearch {
  constructor(
    private readonly connection: MilvusConnection,
    private readonly capabilities: MilvusCapabilities,
  ) {}

  async nearest(
    collection: KnownCollection,
    queries: readonly Float32Array[],
    width: number,
    plan: FilterPlan,
    options: CallOptions,
  ): Promise<CandidateList[]> {
    const { layout } = collection;
    const { keys: named, conditions, exact } = plan;
    const { expression, expr_template_values } = ExpressionWriter.write(
      named ? [...conditions, keyIsOneOf(layout, named)] : conditions,
      this.capabilities.expressionValues,
    );
    const { results } = await this.connection.call<SearchResults>(
      "Search",
      {
        collection_name: collection.milvusName,
        dsl: expression,
        dsl_type: "BoolExprV1",
        expr_template_values,
        placeholder_group: this.connection.messages.encode("common.PlaceholderGroup", {
          placeholders: [{ tag: "$0", type: "FloatVector", values: queries.map(floatsToBytes) }],
        }),
        nq: queries.length,
        // Lite takes no names for all names.
        output_fields: [layout.keyField, ...plan.fields],
        search_params: searchParameters(collection, width),
        ...(await collection.reads.forRead()),
      },
      { ...options, database: collection.database },
    );
    const keys = results?.ids?.int_id?.data ?? results?.ids?.str_id?.data ?? [];
    const parts = exact ? [] : layout.filteredParts(new MilvusColumns(results?.fields_data ?? []));
    let start = 0;
    return queries.map((_, query) => {
      const end = start + Number(results?.topks[query] ?? 0);
      const list: string[] = [];
      for (let at = start; at < end; at++) {
        const part = parts[at];
        if (exact || (part && plan.test(part))) list.push(keys[at] ?? "");
      }
      const worstScore = end - start < width ? null : (results?.scores[end - 1] ?? null);
      start = end;
      return { keys: list, worstScore };
    });
  }
}

function searchParameters({ metric, index, layout }: KnownCollection, width: number): { key: string; value: string }[] {
  const parameters = {
    anns_field: layout.vectorField,
    topk: String(width),
    metric_type: metric,
    params: JSON.stringify(index === "HNSW" ? { ef: Math.max(64, width) } : {}),
    round_decimal: "-1",
  };
  return Object.entries(parameters).map(([key, value]) => ({ key, value }));
}
