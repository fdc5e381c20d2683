import { checkDocument } from "../check-document.js";
import { checkSearch } from "../check-search.js";
import type { Document, EmbeddedDocument } from "../document.js";
import type { DocumentFilter } from "../document-filter.js";
import { validateFilter } from "../validate-filter.js";
import type {
  CandidateSource,
  AttachRequest,
  ForeignCollections,
  PageRequest,
  ScanBatch,
  SearchHit,
  SearchRequest,
  StoreCapabilities,
  StoreCollection,
  StoreHealth,
  VectorStore,
} from "../vector-store.js";
import { CandidateSearch } from "./candidate-search.js";
import { CollectionCatalog, type AttachedLookup, type KnownCollection } from "./collection-catalog.js";
import type { MilvusIndex } from "./collection-schema.js";
import { DocumentReader } from "./document-reader.js";
import { DocumentWriter } from "./document-writer.js";
import { inspectForeign } from "./foreign-collections.js";
import { planFilter } from "./filter-plan.js";
import { graphCandidates } from "./graph-candidates.js";
import {
  describeServer,
  probeCapabilities,
  toStoreCapabilities,
  type MilvusCapabilities,
} from "./milvus-capabilities.js";
import { MilvusConnection, type MilvusSettings } from "./milvus-connection.js";
import { MilvusRefusal, toRefusedError } from "./milvus-errors.js";
import { NeighborSearch } from "./neighbor-search.js";
import { RowReader } from "./row-reader.js";

/** What works on a server of one kind. */
interface Access {
  readonly capabilities: MilvusCapabilities;
  readonly rows: RowReader;
  readonly reader: DocumentReader;
  readonly writer: DocumentWriter;
  readonly neighbors: NeighborSearch;
  readonly candidates: CandidateSearch;
}

export interface MilvusStoreSettings extends MilvusSettings {
  /** Of collections to come; FLAT when absent. */
  readonly index?: MilvusIndex;
  /** Of collections that others made; none when absent. */
  readonly attached?: AttachedLookup;
}

/** Documents with their vectors in any Milvus. It need not be there yet: calls fail until it is. */
export class MilvusStore implements VectorStore {
  readonly kind = "MILVUS";
  readonly foreign: ForeignCollections = { inspect: (request) => this.#inspect(request) };
  readonly #connection: MilvusConnection;
  readonly #collections: CollectionCatalog;
  #access: Promise<Access> | null = null;

  constructor(settings: MilvusStoreSettings) {
    this.#connection = new MilvusConnection(settings);
    this.#connection.onReturn = () => (this.#access = null);
    this.#collections = new CollectionCatalog(
      this.#connection,
      () => this.#capabilities(),
      settings.index ?? { type: "FLAT" },
      settings.attached ?? (() => Promise.resolve(null)),
    );
  }

  async capabilities(): Promise<StoreCapabilities> {
    return toStoreCapabilities(await this.#capabilities());
  }

  async createCollection(collection: StoreCollection): Promise<void> {
    await this.#collections.create(collection);
  }

  async dropCollection(id: string): Promise<void> {
    await this.#collections.drop(id);
  }

  async upsert(id: string, documents: readonly EmbeddedDocument[]): Promise<void> {
    const { writer } = await this.#open();
    await this.#collections.use(id, async (collection) => {
      for (const document of documents) checkDocument(document, collection.dimension);
      await writer.upsert(collection, documents);
    });
  }

  async delete(id: string, keys: readonly string[]): Promise<number> {
    const { writer } = await this.#open();
    return this.#collections.use(id, (collection) => writer.delete(collection, keys));
  }

  async get(id: string, keys: readonly string[]): Promise<(Document | null)[]> {
    return this.#read(id, (collection, { reader }) => reader.get(collection, keys));
  }

  async getVectors(id: string, keys: readonly string[]): Promise<(Float32Array | null)[]> {
    return this.#read(id, (collection, { reader }) => reader.getVectors(collection, keys));
  }

  async page(id: string, request: PageRequest): Promise<Document[]> {
    if (request.filter) validateFilter(request.filter);
    return this.#untilLate((signal) =>
      this.#read(id, (collection, { reader }) => reader.page(collection, request, signal)),
    );
  }

  async count(id: string, filter?: DocumentFilter): Promise<number> {
    if (filter) validateFilter(filter);
    const { reader, capabilities } = await this.#open();
    return this.#collections.use(id, (collection) => {
      const plan = planFilter(filter, collection.layout, capabilities);
      const count = reader.count(collection, plan);
      // Where Milvus cannot count, all documents are read, in calls that each have their own deadline.
      return plan.exact ? this.#connection.inTime(count) : count;
    });
  }

  async search(id: string, request: SearchRequest, signal?: AbortSignal): Promise<(SearchHit[] | null)[]> {
    return this.#untilLate((late) =>
      this.#read(id, (collection, { neighbors }) => {
        checkSearch(request, collection.dimension);
        return neighbors.search(collection, request, signal ? AbortSignal.any([signal, late]) : late);
      }),
    );
  }

  async *scan(id: string, filter?: DocumentFilter, signal?: AbortSignal): AsyncGenerator<ScanBatch> {
    if (filter) validateFilter(filter);
    const { reader, capabilities } = await this.#open();
    await this.#collections.renew(id);
    // The first batch also finds out whether the collection is there and loaded.
    const [batches, first] = await this.#collections.use(id, async (collection) => {
      const plan = planFilter(filter, collection.layout, capabilities);
      const scan = reader.scan(collection, plan, signal);
      return [scan, await scan.next()] as const;
    });
    if (first.done) return;
    yield first.value;
    try {
      yield* batches;
    } catch (error) {
      throw error instanceof MilvusRefusal ? toRefusedError(error) : error;
    }
  }

  async candidates(id: string, filter?: DocumentFilter): Promise<CandidateSource> {
    if (filter) validateFilter(filter);
    const { capabilities } = await this.#open();
    return graphCandidates(
      {
        capabilities,
        search: async (work) => {
          const { candidates } = await this.#open();
          return this.#collections.use(id, (collection) => work(candidates, collection));
        },
      },
      filter,
    );
  }

  async health(): Promise<StoreHealth> {
    try {
      const capabilities = await this.#capabilities();
      // Asked again each time: the capabilities are remembered.
      await this.#connection.call("GetVersion", {});
      return { ok: true, detail: describeServer(capabilities) };
    } catch (error) {
      return {
        ok: false,
        detail: error instanceof Error && !(error instanceof MilvusRefusal) ? error.message : "Milvus refuses",
      };
    }
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** What people wait for: in time as a whole, with all that must be found out first. */
  #read<T>(id: string, work: (collection: KnownCollection, access: Access) => Promise<T>): Promise<T> {
    const read = async (): Promise<T> => {
      const access = await this.#open();
      return this.#collections.use(id, (collection) => work(collection, access));
    };
    return this.#connection.inTime(read());
  }

  /** What is not there in time nobody waits for any more: the calls that are left would burden Milvus for nothing. */
  async #untilLate<T>(work: (late: AbortSignal) => Promise<T>): Promise<T> {
    const late = new AbortController();
    try {
      return await work(late.signal);
    } finally {
      late.abort();
    }
  }

  async #capabilities(): Promise<MilvusCapabilities> {
    return (await this.#open()).capabilities;
  }

  async #inspect(request: AttachRequest): Promise<Awaited<ReturnType<ForeignCollections["inspect"]>>> {
    const { rows } = await this.#open();
    return inspectForeign(this.#collections, rows, request);
  }

  #open(): Promise<Access> {
    if (this.#access) return this.#access;
    const access = this.#connect();
    this.#access = access;
    access.catch(() => {
      if (this.#access === access) this.#access = null;
    });
    return access;
  }

  async #connect(): Promise<Access> {
    const connection = this.#connection;
    const capabilities = await probeCapabilities(connection);
    const rows = new RowReader(connection, capabilities);
    const reader = new DocumentReader(rows, capabilities);
    const writer = new DocumentWriter(connection, capabilities, rows);
    const candidates = new CandidateSearch(connection, capabilities);
    return {
      capabilities,
      rows,
      reader,
      writer,
      neighbors: new NeighborSearch(capabilities, reader, candidates),
      candidates,
    };
  }
}
