import type { OpenDatabase } from "../../database/open-database.js";
import { checkDocument } from "../check-document.js";
import { checkSearch } from "../check-search.js";
import type { Document, EmbeddedDocument } from "../document.js";
import type { DocumentFilter } from "../document-filter.js";
import { validateFilter } from "../validate-filter.js";
import type {
  PageRequest,
  ScanBatch,
  SearchHit,
  SearchRequest,
  StoreCapabilities,
  StoreCollection,
  StoreHealth,
  VectorStore,
} from "../vector-store.js";
import type { CollectionCatalog } from "./collection-catalog.js";
import { DocumentReader } from "./document-reader.js";
import { DocumentWriter } from "./document-writer.js";
import type { DocumentsSchema } from "./schema.js";
import type { SearchThread } from "./search-thread.js";

/** Documents in a SQLite file, vectors also in the memory of a search thread. */
export class EmbeddedStore implements VectorStore {
  readonly kind = "EMBEDDED";
  readonly foreign = null;
  readonly #reader: DocumentReader;
  readonly #writer: DocumentWriter;
  #closed = false;

  constructor(
    private readonly database: OpenDatabase<DocumentsSchema>,
    private readonly collections: CollectionCatalog,
    private readonly searches: SearchThread,
  ) {
    this.#reader = new DocumentReader(database);
    this.#writer = new DocumentWriter(database);
  }

  async createCollection(collection: StoreCollection): Promise<void> {
    await this.collections.create(collection);
  }

  async dropCollection(id: string): Promise<void> {
    const dropped = await this.collections.drop(id);
    if (dropped) this.searches.forget(dropped.number);
  }

  async upsert(id: string, documents: readonly EmbeddedDocument[]): Promise<void> {
    const collection = this.collections.get(id);
    for (const document of documents) checkDocument(document, collection.dimension);
    if (documents.length === 0) return;
    await this.#writer.upsert(collection, documents);
    this.searches.changed(
      collection.number,
      documents.map(({ key }) => key),
    );
  }

  async delete(id: string, keys: readonly string[]): Promise<number> {
    const collection = this.collections.get(id);
    const deleted = await this.#writer.delete(collection, keys);
    if (deleted > 0) this.searches.changed(collection.number, keys);
    return deleted;
  }

  async get(id: string, keys: readonly string[]): Promise<(Document | null)[]> {
    return this.#reader.get(this.collections.get(id), keys);
  }

  async getVectors(id: string, keys: readonly string[]): Promise<(Float32Array | null)[]> {
    return this.#reader.getVectors(this.collections.get(id), keys);
  }

  async page(id: string, request: PageRequest): Promise<Document[]> {
    const collection = this.collections.get(id);
    if (request.filter) validateFilter(request.filter);
    return this.#reader.page(collection, request);
  }

  async count(id: string, filter?: DocumentFilter): Promise<number> {
    const collection = this.collections.get(id);
    if (filter) validateFilter(filter);
    return this.#reader.count(collection, filter);
  }

  async search(id: string, request: SearchRequest, signal?: AbortSignal): Promise<(SearchHit[] | null)[]> {
    const collection = this.collections.get(id);
    checkSearch(request, collection.dimension);
    return this.searches.search(collection, request, signal);
  }

  async *scan(id: string, filter?: DocumentFilter, signal?: AbortSignal): AsyncGenerator<ScanBatch> {
    const collection = this.collections.get(id);
    if (filter) validateFilter(filter);
    yield* this.#reader.scan(collection, filter, signal);
  }

  capabilities(): Promise<StoreCapabilities> {
    return Promise.resolve({
      product: "embedded store",
      version: null,
      filterTemplates: true,
      jsonFields: true,
      queriesPerCall: null,
    });
  }

  async candidates(): Promise<null> {
    return null;
  }

  async health(): Promise<StoreHealth> {
    if (this.#closed) return { ok: false, detail: "embedded store, closed" };
    try {
      await this.database.reader.selectFrom("collections").select("number").limit(1).execute();
      return { ok: true, detail: "embedded store" };
    } catch {
      return { ok: false, detail: "embedded store: its database file cannot be read" };
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.searches.close();
    await this.database.close();
  }
}
