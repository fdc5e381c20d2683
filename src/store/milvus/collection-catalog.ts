import { setTimeout as sleep } from "node:timers/promises";
import { Mutex } from "../../database/mutex.js";
import { TopographError } from "../../errors.js";
import type { StoreCollection } from "../vector-store.js";
import {
  indexRequest,
  milvusName,
  readDescription,
  creationRequest,
  type DescribedCollection,
  type KeyValue,
  type MilvusIndex,
} from "./collection-schema.js";
import type { MilvusCapabilities } from "./milvus-capabilities.js";
import type { MilvusConnection } from "./milvus-connection.js";
import { MilvusRefusal, toRefusedError, unavailable } from "./milvus-errors.js";
import { ReadTimestamps } from "./read-timestamps.js";

/** A collection as this server knows it. */
export interface KnownCollection extends StoreCollection {
  readonly milvusName: string;
  /** FLAT, HNSW... */
  readonly index: string;
  /** Its parameters, as Milvus tells them. */
  readonly indexDetail: string;
  readonly reads: ReadTimestamps;
  /** Writes wait for each other: a delete first looks which keys are there. */
  readonly writes: Mutex;
}

const LOAD_PATIENCE_MS = 60_000;
const LOAD_PAUSE_MS = 50;

/** The collections of Milvus that Topograph made. What was read of one is kept until Milvus answers that it is not so. */
export class CollectionCatalog {
  readonly #known = new Map<string, Promise<KnownCollection>>();

  constructor(
    private readonly connection: MilvusConnection,
    private readonly capabilities: () => Promise<MilvusCapabilities>,
    private readonly index: MilvusIndex,
  ) {}

  /**
   * Does something with a collection. A collection that was dropped or made anew behind our back is noticed by Milvus's
   * refusal and read again next time; one that was released is loaded again.
   *
   * @throws TopographError NOT_FOUND where there is none
   */
  async use<T>(id: string, work: (collection: KnownCollection) => Promise<T>): Promise<T> {
    for (let loaded = false; ; loaded = true) {
      const collection = await this.#get(id);
      try {
        return await work(collection);
      } catch (error) {
        if (!(error instanceof MilvusRefusal)) throw error;
        if (error.collectionIsNotLoaded && !loaded) {
          await this.#load(collection.milvusName);
          continue;
        }
        this.#known.delete(id);
        throw error.collectionIsMissing ? notFound(id) : toRefusedError(error);
      }
    }
  }

  /** Creating the same collection again is no change; it ends what a stopped process began. */
  async create(collection: StoreCollection): Promise<void> {
    const { id, name, metric, dimension } = collection;
    const present = await this.#describe(id);
    if (!present) await this.#call("CreateCollection", creationRequest(collection, this.connection.messages));
    else if (
      present.name !== name ||
      present.metric !== metric ||
      present.dimension !== dimension ||
      present.id !== id
    ) {
      throw new TopographError("CONFLICT", "The vector store has another collection with this id.", { collection: id });
    }
    if (!(await this.#index(id))) await this.#call("CreateIndex", indexRequest(collection, this.index));
    await this.#load(milvusName(id));
  }

  async drop(id: string): Promise<void> {
    this.#known.delete(id);
    try {
      await this.connection.call("DropCollection", { collection_name: milvusName(id) });
    } catch (error) {
      if (!(error instanceof MilvusRefusal)) throw error;
      if (!error.collectionIsMissing) throw toRefusedError(error);
    }
  }

  #get(id: string): Promise<KnownCollection> {
    const known = this.#known.get(id);
    if (known) return known;
    const read = this.#read(id);
    this.#known.set(id, read);
    read.catch(() => {
      if (this.#known.get(id) === read) this.#known.delete(id);
    });
    return read;
  }

  async #read(id: string): Promise<KnownCollection> {
    const collection = await this.#describe(id);
    if (!collection) throw notFound(id);
    const index = await this.#index(id);
    if (!index) throw unavailable("The collection in Milvus has no index yet.", { collection: id });
    const reads = new ReadTimestamps(this.connection, await this.capabilities());
    return {
      ...collection,
      milvusName: milvusName(id),
      index: index.type,
      indexDetail: index.detail,
      reads,
      writes: new Mutex(),
    };
  }

  async #describe(id: string): Promise<StoreCollection | null> {
    let described: DescribedCollection;
    try {
      described = await this.connection.call("DescribeCollection", { collection_name: milvusName(id) });
    } catch (error) {
      if (!(error instanceof MilvusRefusal)) throw error;
      if (error.collectionIsMissing) return null;
      throw toRefusedError(error);
    }
    const collection = readDescription(described);
    if (!collection) {
      const message = "Milvus has a collection of this name that is not Topograph's.";
      throw new TopographError("CONFLICT", message, { collection: id });
    }
    return collection;
  }

  /** Null where there is none. */
  async #index(id: string): Promise<{ readonly type: string; readonly detail: string } | null> {
    try {
      const { index_descriptions: indexes } = await this.connection.call<{
        index_descriptions: readonly { field_name: string; params: readonly KeyValue[] }[];
      }>("DescribeIndex", { collection_name: milvusName(id) });
      const index = indexes.find(({ field_name: field }) => field === "vector");
      if (!index) return null;
      const parameter = (name: string): string | undefined => index.params.find(({ key }) => key === name)?.value;
      return { type: parameter("index_type") ?? "AUTOINDEX", detail: parameter("params") ?? "{}" };
    } catch (error) {
      if (error instanceof MilvusRefusal && error.indexIsMissing) return null;
      throw error instanceof MilvusRefusal ? toRefusedError(error) : error;
    }
  }

  /** Milvus answers before it has loaded, and refuses to search until then. */
  async #load(name: string): Promise<void> {
    const deadline = performance.now() + LOAD_PATIENCE_MS;
    await this.#call("LoadCollection", { collection_name: name, replica_number: 1 });
    for (;;) {
      const { state } = await this.#call<{ state: string }>("GetLoadState", { collection_name: name });
      if (state === "LoadStateLoaded") return;
      if (performance.now() > deadline) throw unavailable("Milvus is still loading the collection.");
      await sleep(LOAD_PAUSE_MS);
    }
  }

  async #call<T>(method: string, request: object): Promise<T> {
    try {
      return await this.connection.call<T>(method, request);
    } catch (error) {
      throw error instanceof MilvusRefusal ? toRefusedError(error) : error;
    }
  }
}

function notFound(id: string): TopographError {
  return new TopographError("NOT_FOUND", "The collection does not exist in the vector store.", { collection: id });
}
