import { gatherRows } from "../../numeric/knn/gather-rows.js";
import { isWellFormed } from "../../database/text-encoding.js";
import { TopographError } from "../../errors.js";
import type { Document } from "../document.js";
import { isNumberKey } from "../key-order.js";
import type { PageRequest, ScanBatch } from "../vector-store.js";
import type { KnownCollection } from "./collection-catalog.js";
import { planFilter, type FilterPlan } from "./filter-plan.js";
import type { MilvusCapabilities } from "./milvus-capabilities.js";
import type { CallOptions } from "./milvus-connection.js";
import { unavailable } from "./milvus-errors.js";
import { OWN_LAYOUT } from "./own-layout.js";
import type { RowPage, RowReader } from "./row-reader.js";

/** A page that is filtered here reads at least so many rows at a time. */
const MIN_FILTERED_PAGE = 200;
/** Pages of a scan aim at this size; their number of rows follows from the page before. */
const SCAN_BYTES = 4_000_000;
const MAX_SCAN_PAGE = 2000;
const FIRST_SCAN_PAGE = 100;

export class DocumentReader {
  constructor(
    private readonly rows: RowReader,
    private readonly capabilities: MilvusCapabilities,
  ) {}

  async get(collection: KnownCollection, keys: readonly string[]): Promise<(Document | null)[]> {
    const found = new Map<string, Document>();
    const { layout } = collection;
    for await (const columns of this.rows.byKey(collection, askableKeys(collection, keys), layout.documentFields)) {
      for (const document of layout.documents(columns)) found.set(document.key, document);
    }
    return keys.map((key) => found.get(key) ?? null);
  }

  async getVectors(
    collection: KnownCollection,
    keys: readonly string[],
    options: CallOptions = {},
  ): Promise<(Float32Array | null)[]> {
    const { dimension, layout } = collection;
    const found = new Map<string, Float32Array>();
    const fields = [layout.keyField, layout.vectorField];
    for await (const columns of this.rows.byKey(collection, askableKeys(collection, keys), fields, options)) {
      const vectors = layout.vectors(columns);
      columns.keys(layout.keyField).forEach((key, row) => {
        found.set(key, vectors.subarray(row * dimension, (row + 1) * dimension));
      });
    }
    // A copy for each: a view would keep all the others in memory, and a key may be asked for twice.
    return keys.map((key) => found.get(key)?.slice() ?? null);
  }

  async page(
    collection: KnownCollection,
    { after, limit, filter }: PageRequest,
    signal?: AbortSignal,
  ): Promise<Document[]> {
    const { layout } = collection;
    const plan = planFilter(filter, layout, this.capabilities);
    const documents: Document[] = [];
    if (after !== undefined && layout.keyOrder === "NUMBER" && !isNumberKey(after)) throw notANumber(after);
    if (limit <= 0) return documents;
    const size = plan.exact ? limit : Math.max(limit, MIN_FILTERED_PAGE);
    const pages = this.rows.pages(collection, plan, layout.documentFields, { after, signal, limit: () => size });
    for await (const { columns, passing } of pages) {
      const page = layout.documents(columns);
      for (const row of passing) documents.push(page[row] as Document);
      if (documents.length >= limit) break;
    }
    return documents.slice(0, limit);
  }

  async count(collection: KnownCollection, plan: FilterPlan): Promise<number> {
    if (plan.exact) return this.rows.count(collection, plan);
    let total = 0;
    const pages = this.rows.pages(collection, plan, [], { limit: () => MAX_SCAN_PAGE });
    for await (const { passing } of pages) total += passing.length;
    return total;
  }

  async *scan(collection: KnownCollection, plan: FilterPlan, signal?: AbortSignal): AsyncGenerator<ScanBatch> {
    const { layout } = collection;
    const fields = [...layout.documentFields, layout.vectorField];
    for await (const { columns, passing, vectors } of this.#scan(collection, plan, fields, signal)) {
      const page = layout.documents(columns);
      yield { documents: passing.map((row) => page[row] as Document), vectors };
    }
  }

  /** The same without the documents. */
  async *scanVectors(
    collection: KnownCollection,
    plan: FilterPlan,
    signal?: AbortSignal,
  ): AsyncGenerator<{ keys: string[]; vectors: Float32Array }> {
    for await (const { keys, passing, vectors } of this.#scan(
      collection,
      plan,
      [collection.layout.vectorField],
      signal,
    )) {
      yield { keys: passing.map((row) => keys[row] as string), vectors };
    }
  }

  /** @throws TopographError UPSTREAM_UNAVAILABLE when Milvus gave fewer rows than it counts */
  async *#scan(
    collection: KnownCollection,
    plan: FilterPlan,
    fields: readonly string[],
    signal?: AbortSignal,
  ): AsyncGenerator<RowPage & { readonly vectors: Float32Array }> {
    const { dimension, layout } = collection;
    const before = await this.rows.count(collection, plan, { signal });
    let size = FIRST_SCAN_PAGE;
    let seen = 0;
    const pages = this.rows.pages(collection, plan, fields, { signal, limit: () => size });
    for await (const page of pages) {
      const { columns, keys, passing } = page;
      seen += keys.length;
      size = nextSize(columns.textLength(fields), keys.length, dimension);
      if (passing.length > 0) yield { ...page, vectors: rowsOf(layout.vectors(columns), passing, dimension) };
    }
    // Others may write meanwhile; then the count changes, and either is right.
    if (seen >= before) return;
    const now = await this.rows.count(collection, plan, { signal });
    if (seen >= now) return;
    throw unavailable(`Milvus gave ${seen} of ${before} documents.${hintOf(collection)}`, {
      expected: before,
      received: seen,
      // Where nobody writes, the rows of others that are missing repeat a key and will next time.
      ...(layout !== OWN_LAYOUT && now === before && { lasting: true }),
    });
  }
}

/** Keys that a document can have, each once; the others cannot even be asked for. */
export function askableKeys({ layout }: KnownCollection, keys: readonly string[]): string[] {
  return [...new Set(keys.filter(layout.keyOrder === "NUMBER" ? isNumberKey : isWellFormed))];
}

/** Of several rows with one key, which programs that insert without looking make, Milvus counts all and gives one. */
function hintOf({ layout }: KnownCollection): string {
  return layout === OWN_LAYOUT ? "" : " Remove rows that repeat a primary key, then recluster.";
}

function notANumber(after: string): TopographError {
  return new TopographError("BAD_USER_INPUT", "after: expected a key of the collection, which is a whole number.", {
    argument: "after",
    actual: after.slice(0, 100),
  });
}

/** @param all row-major */
function rowsOf(all: Float32Array, rows: readonly number[], dimension: number): Float32Array {
  return rows.length * dimension === all.length ? all : gatherRows(all, dimension, rows);
}

function nextSize(textLength: number, count: number, dimension: number): number {
  const bytes = count * dimension * Float32Array.BYTES_PER_ELEMENT + textLength;
  return Math.max(1, Math.min(MAX_SCAN_PAGE, Math.floor((SCAN_BYTES * count) / (bytes + 1))));
}
