import type { Document, EmbeddedDocument } from "./document.js";
import type { DocumentFilter } from "./document-filter.js";
import type {
  CandidateSource,
  ForeignCollections,
  PageRequest,
  ScanBatch,
  SearchHit,
  SearchRequest,
  StoreCapabilities,
  StoreCollection,
  StoreHealth,
  StoreKind,
  VectorStore,
} from "./vector-store.js";
import { TopographError } from "../errors.js";

export interface StoreRouterSettings {
  /** Where new collections are made, and whose health is the server's. */
  readonly main: VectorStore;
  /** All that are open, the main one among them. */
  readonly stores: readonly VectorStore[];
  /** Where a collection's documents are, also of one whose record was deleted before them; null where nobody knows. */
  readonly kindOf: (id: string) => Promise<StoreKind | null>;
}

/**
 * One store made of several: each collection is served by the store that its documents are in, so that a server which
 * begins to use Milvus goes on serving what it has in its own folder.
 */
export class StoreRouter implements VectorStore {
  readonly kind: StoreKind;
  /** A collection stays where it was made as long as a server runs. */
  readonly #kinds = new Map<string, StoreKind>();

  constructor(private readonly settings: StoreRouterSettings) {
    this.kind = settings.main.kind;
  }

  get foreign(): ForeignCollections | null {
    return this.settings.main.foreign;
  }

  async createCollection(collection: StoreCollection): Promise<void> {
    await this.settings.main.createCollection(collection);
    this.#kinds.set(collection.id, this.kind);
  }

  async dropCollection(id: string): Promise<void> {
    await (await this.#storeOf(id)).dropCollection(id);
    this.#kinds.delete(id);
  }

  async upsert(id: string, documents: readonly EmbeddedDocument[]): Promise<void> {
    await (await this.#storeOf(id)).upsert(id, documents);
  }

  async delete(id: string, keys: readonly string[]): Promise<number> {
    return (await this.#storeOf(id)).delete(id, keys);
  }

  async get(id: string, keys: readonly string[]): Promise<(Document | null)[]> {
    return (await this.#storeOf(id)).get(id, keys);
  }

  async getVectors(id: string, keys: readonly string[]): Promise<(Float32Array | null)[]> {
    return (await this.#storeOf(id)).getVectors(id, keys);
  }

  async page(id: string, request: PageRequest): Promise<Document[]> {
    return (await this.#storeOf(id)).page(id, request);
  }

  async count(id: string, filter?: DocumentFilter): Promise<number> {
    return (await this.#storeOf(id)).count(id, filter);
  }

  async search(id: string, request: SearchRequest, signal?: AbortSignal): Promise<(SearchHit[] | null)[]> {
    return (await this.#storeOf(id)).search(id, request, signal);
  }

  async *scan(id: string, filter?: DocumentFilter, signal?: AbortSignal): AsyncGenerator<ScanBatch> {
    yield* (await this.#storeOf(id)).scan(id, filter, signal);
  }

  async candidates(id: string, filter?: DocumentFilter): Promise<CandidateSource | null> {
    return (await this.#storeOf(id)).candidates(id, filter);
  }

  capabilities(): Promise<StoreCapabilities> {
    return this.settings.main.capabilities();
  }

  health(): Promise<StoreHealth> {
    return this.settings.main.health();
  }

  async close(): Promise<void> {
    await Promise.all(this.settings.stores.map((store) => store.close()));
  }

  async #storeOf(id: string): Promise<VectorStore> {
    const kind = this.#kinds.get(id) ?? (await this.settings.kindOf(id));
    // What nobody knows is in no store; the main one says so in its own words.
    if (kind === null) return this.settings.main;
    this.#kinds.set(id, kind);
    const store = this.settings.stores.find((each) => each.kind === kind);
    if (store) return store;
    throw new TopographError(
      "STORE_NOT_CONFIGURED",
      "The documents of this collection are in Milvus, and this server knows no address of one; start it with MILVUS_URI.",
      { store: kind },
    );
  }
}
