import type { SelectQueryBuilder } from "kysely";
import type { OpenDatabase } from "../../database/open-database.js";
import { TopographError } from "../../errors.js";
import type { Document } from "../document.js";
import type { DocumentFilter } from "../document-filter.js";
import type { PageRequest, ScanBatch } from "../vector-store.js";
import type { KnownCollection } from "./collection-catalog.js";
import { DOCUMENT_COLUMNS, toDocument, toVector, type DocumentRow } from "./document-row.js";
import { filterConditions, keyList } from "./filter-sql.js";
import type { DocumentsSchema } from "./schema.js";

/**
 * Documents that may be read on the main thread at once: some milliseconds even where each text is long. It is the API's
 * longest page, and the one more that tells whether there is a next.
 */
const SMALL_PAGE = 101;
/** Keys looked up in one message to the database worker. */
const KEYS_AT_ONCE = 1000;
/** A scan aims at pages of this size; their number of documents follows from the page before. */
const SCAN_BYTES = 2_000_000;
const MAX_SCAN_PAGE = 1000;

/** Reads documents: on the calling thread where little is read by an index, else in the database worker. */
export class DocumentReader {
  constructor(private readonly database: OpenDatabase<DocumentsSchema>) {}

  async get({ number }: KnownCollection, keys: readonly string[]): Promise<(Document | null)[]> {
    const found = new Map<string, Document>();
    const { reader, writer } = this.database;
    for (const part of partsOf(keys)) {
      const rows = await (part.length <= SMALL_PAGE ? reader : writer)
        .selectFrom("documents")
        .select(DOCUMENT_COLUMNS)
        .where("collection", "=", number)
        .where("key", "in", keyList(part))
        .execute();
      for (const row of rows) found.set(row.key, toDocument(row));
    }
    return keys.map((key) => found.get(key) ?? null);
  }

  async getVectors({ number }: KnownCollection, keys: readonly string[]): Promise<(Float32Array | null)[]> {
    const found = new Map<string, Uint8Array>();
    for (const part of partsOf(keys)) {
      const rows = await this.database.writer
        .selectFrom("documents")
        .innerJoin("vectors", "vectors.document", "documents.number")
        .select(["key", "vector"])
        .where("collection", "=", number)
        .where("key", "in", keyList(part))
        .execute();
      for (const row of rows) found.set(row.key, row.vector);
    }
    return keys.map((key) => {
      const blob = found.get(key);
      return blob ? toVector(blob) : null;
    });
  }

  async page({ number }: KnownCollection, { after, limit, filter }: PageRequest): Promise<Document[]> {
    const small = limit <= SMALL_PAGE && !filter;
    let query = (small ? this.database.reader : this.database.writer).selectFrom("documents").select(DOCUMENT_COLUMNS);
    query = restrict(query, number, filter);
    if (after !== undefined) query = query.where("key", ">", after);
    return (await query.orderBy("key").limit(limit).execute()).map(toDocument);
  }

  async count({ number }: KnownCollection, filter?: DocumentFilter): Promise<number> {
    const query = restrict(this.database.writer.selectFrom("documents"), number, filter);
    const { documents } = await query
      .select(({ fn }) => fn.countAll<number>().as("documents"))
      .executeTakeFirstOrThrow();
    return documents;
  }

  async *scan(collection: KnownCollection, filter?: DocumentFilter, signal?: AbortSignal): AsyncGenerator<ScanBatch> {
    const { number, dimension } = collection;
    let after: string | null = null;
    let limit = Math.ceil(MAX_SCAN_PAGE / 8);
    for (;;) {
      if (signal?.aborted)
        throw new TopographError("CANCELLED", "The work was cancelled.", {}, { cause: signal.reason });
      let query = this.database.writer
        .selectFrom("documents")
        .innerJoin("vectors", "vectors.document", "documents.number")
        .select([...DOCUMENT_COLUMNS, "vector"]);
      query = restrict(query, number, filter);
      if (after !== null) query = query.where("key", ">", after);
      const rows = await query.orderBy("key").limit(limit).execute();
      const last = rows.at(-1);
      if (!last) return;
      yield toBatch(rows, dimension);
      if (rows.length < limit) return;
      after = last.key;
      limit = nextLimit(rows);
    }
  }
}

/** The documents of a collection that a filter lets through. */
export function restrict<Tables extends keyof DocumentsSchema, Row>(
  query: SelectQueryBuilder<DocumentsSchema, Tables | "documents", Row>,
  collection: number,
  filter: DocumentFilter | undefined,
): SelectQueryBuilder<DocumentsSchema, Tables | "documents", Row> {
  const documents = query as SelectQueryBuilder<DocumentsSchema, "documents", Row>;
  const own = documents.where("documents.collection", "=", collection);
  return filter ? own.where((build) => build.and(filterConditions(filter, build))) : own;
}

function* partsOf(keys: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < keys.length; start += KEYS_AT_ONCE) yield keys.slice(start, start + KEYS_AT_ONCE);
}

function toBatch(rows: readonly (DocumentRow & { vector: Uint8Array })[], dimension: number): ScanBatch {
  const vectors = new Float32Array(rows.length * dimension);
  const bytes = new Uint8Array(vectors.buffer);
  const documents = rows.map((row, index) => {
    bytes.set(row.vector, index * dimension * Float32Array.BYTES_PER_ELEMENT);
    return toDocument(row);
  });
  return { documents, vectors };
}

function nextLimit(rows: readonly (DocumentRow & { vector: Uint8Array })[]): number {
  let bytes = 0;
  for (const { title, text, fields, vector } of rows)
    bytes += title.length + text.length + fields.length + vector.byteLength;
  return Math.max(1, Math.min(MAX_SCAN_PAGE, Math.floor((SCAN_BYTES * rows.length) / (bytes + 1))));
}
