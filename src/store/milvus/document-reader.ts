import { isWellFormed } from "../../database/text-encoding.js";
import type { Document } from "../document.js";
import type { DocumentFilter } from "../document-filter.js";
import type { PageRequest, ScanBatch } from "../vector-store.js";
import type { KnownCollection } from "./collection-catalogue.js";
import { DOCUMENT_COLUMNS, toDocuments } from "./document-row.js";
import { planFilter, type FilterPlan } from "./filter-plan.js";
import type { MilvusCapabilities } from "./milvus-capabilities.js";
import type { CallOptions } from "./milvus-connection.js";
import { unavailable } from "./milvus-errors.js";
import type { RowReader } from "./row-reader.js";

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

  async get(collection: KnownCollection, keys: readonly string[], options: CallOptions): Promise<(Document | null)[]> {
    const found = new Map<string, Document>();
    for await (const columns of this.rows.byKey(collection, askable(keys), DOCUMENT_COLUMNS, options)) {
      for (const document of toDocuments(columns)) found.set(document.key, document);
    }
    return keys.map((key) => found.get(key) ?? null);
  }

  async getVectors(
    collection: KnownCollection,
    keys: readonly string[],
    options: CallOptions = {},
  ): Promise<(Float32Array | null)[]> {
    const { dimension } = collection;
    const found = new Map<string, Float32Array>();
    for await (const columns of this.rows.byKey(collection, askable(keys), ["key", "vector"], options)) {
      const vectors = columns.vectors("vector");
      columns.strings("key").forEach((key, row) => {
        found.set(key, vectors.subarray(row * dimension, (row + 1) * dimension));
      });
    }
    // A copy for each: a view would keep all the others in memory, and a key may be asked for twice.
    return keys.map((key) => found.get(key)?.slice() ?? null);
  }

  async page(
    collection: KnownCollection,
    { after, limit, filter }: PageRequest,
    options: CallOptions,
  ): Promise<Document[]> {
    const plan = planFilter(filter, this.capabilities);
    const documents: Document[] = [];
    if (limit <= 0) return documents;
    const size = plan.exact ? limit : Math.max(limit, MIN_FILTERED_PAGE);
    const pages = this.rows.pages(collection, plan, DOCUMENT_COLUMNS, { ...options, after, limit: () => size });
    for await (const { columns, passing } of pages) {
      const page = toDocuments(columns);
      for (const row of passing) documents.push(page[row] as Document);
      if (documents.length >= limit) break;
    }
    return documents.slice(0, limit);
  }

  async count(collection: KnownCollection, filter: DocumentFilter | undefined, options: CallOptions): Promise<number> {
    const plan = planFilter(filter, this.capabilities);
    if (plan.exact) return this.rows.count(collection, plan, options);
    let total = 0;
    const pages = this.rows.pages(collection, plan, ["key"], { limit: () => MAX_SCAN_PAGE });
    for await (const { passing } of pages) total += passing.length;
    return total;
  }

  /** @throws TopographError UPSTREAM_UNAVAILABLE when Milvus gave fewer documents than it counts */
  async *scan(collection: KnownCollection, plan: FilterPlan, signal?: AbortSignal): AsyncGenerator<ScanBatch> {
    const { dimension } = collection;
    const before = await this.rows.count(collection, plan, { signal });
    let size = FIRST_SCAN_PAGE;
    let seen = 0;
    const fields = [...DOCUMENT_COLUMNS, "vector"];
    for await (const { columns, keys, passing } of this.rows.pages(collection, plan, fields, {
      signal,
      limit: () => size,
    })) {
      seen += keys.length;
      const page = toDocuments(columns);
      const all = columns.vectors("vector");
      size = nextSize(page, dimension);
      if (passing.length === 0) continue;
      const vectors = passing.length === keys.length ? all : new Float32Array(passing.length * dimension);
      if (vectors !== all)
        passing.forEach((row, place) =>
          vectors.set(all.subarray(row * dimension, (row + 1) * dimension), place * dimension),
        );
      yield { documents: passing.map((row) => page[row] as Document), vectors };
    }
    // Others may write meanwhile; then the count changes, and either is right.
    if (seen < before && seen < (await this.rows.count(collection, plan, { signal })))
      throw unavailable(`Milvus gave ${seen} of ${before} documents.`, { expected: before, received: seen });
  }
}

/** Keys that a document can have; the others cannot even be asked for. */
function askable(keys: readonly string[]): string[] {
  return [...new Set(keys.filter(isWellFormed))];
}

function nextSize(page: readonly Document[], dimension: number): number {
  let bytes = page.length * dimension * Float32Array.BYTES_PER_ELEMENT;
  for (const { title, text } of page) bytes += title.length + text.length;
  return Math.max(1, Math.min(MAX_SCAN_PAGE, Math.floor((SCAN_BYTES * page.length) / (bytes + 1))));
}
