import { setTimeout as sleep } from "node:timers/promises";
import { Mutex } from "../../database/mutex.js";
import { isTopographError, TopographError } from "../../errors.js";
import type { AttachedCollection, StoreCollection } from "../vector-store.js";
import { AttachedLayout } from "./attached-layout.js";
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
import { OWN_LAYOUT } from "./own-layout.js";
import { ReadTimestamps } from "./read-timestamps.js";
import type { RowLayout } from "./row-layout.js";

/** A collection as this server knows it. */
export interface KnownCollection extends StoreCollection {
  readonly milvusName: string;
  /** Undefined: that of the connection. */
  readonly database: string | undefined;
  readonly layout: RowLayout;
  /** FLAT, HNSW... */
  readonly index: string;
  /** Its parameters, as Milvus tells them. */
  readonly indexDetail: string;
  readonly reads: ReadTimestamps;
  /** Writes wait for each other: a delete first looks which keys are there. */
  readonly writes: Mutex;
}

export interface FoundIndex {
  readonly type: string;
  readonly detail: string;
  readonly metric: string | null;
}

const LOAD_PATIENCE_MS = 60_000;
const LOAD_PAUSE_MS = 50;

/** Where a collection is in Milvus. */
type Place = Pick<KnownCollection, "milvusName" | "database">;

/** What outlives all that is known of a collection. */
type Access = Pick<KnownCollection, "reads" | "writes">;

/** The collection behind an id, where others made it. */
export type AttachedLookup = (id: string) => Promise<AttachedCollection | null>;

/** The collections of Milvus that Topograph made, and those that are attached. What was read of one is kept until Milvus answers that it is not so. */
export class CollectionCatalog {
  readonly #known = new Map<string, Promise<KnownCollection>>();
  /** By id. Writes may be on their way while their collection is read again: what comes after must see and await them. */
  readonly #access = new Map<string, Access>();

  constructor(
    private readonly connection: MilvusConnection,
    private readonly capabilities: () => Promise<MilvusCapabilities>,
    private readonly index: MilvusIndex,
    private readonly attached: AttachedLookup,
  ) {}

  /**
   * Does something with a collection. A collection that was dropped or made anew behind our back is noticed by Milvus's
   * refusal and read again next time; one that was released is loaded again.
   *
   * @throws TopographError NOT_FOUND where there is none
   */
  async use<T>(id: string, work: (collection: KnownCollection) => Promise<T>): Promise<T> {
    try {
      const collection = await this.#get(id);
      return await this.whenLoaded(collection, () => work(collection));
    } catch (error) {
      // Its vectors may have another dimension now.
      if (error instanceof MilvusRefusal || isTopographError(error, "CONFLICT")) this.#known.delete(id);
      if (!(error instanceof MilvusRefusal)) throw error;
      throw error.collectionIsMissing ? notFound(id) : toRefusedError(error);
    }
  }

  /**
   * What others made is read again before it is scanned: they may have made it anew, with the same fields and another metric,
   * or written since the last read.
   */
  async renew(id: string): Promise<void> {
    const { layout } = await this.#get(id);
    if (layout !== OWN_LAYOUT) this.#known.delete(id);
  }

  /** Does something that Milvus refuses while the collection is not loaded. */
  async whenLoaded<T>(place: Place, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof MilvusRefusal) || !error.collectionIsNotLoaded) throw error;
    }
    await this.#load(place);
    return work();
  }

  /** Creating the same collection again is no change; it ends what a stopped process began. */
  async create(collection: StoreCollection): Promise<void> {
    const { id, name, metric, dimension } = collection;
    const place = ownPlace(id);
    const present = await this.#describeOwn(id);
    if (!present) await this.#call("CreateCollection", creationRequest(collection, this.connection.messages));
    else if (
      present.name !== name ||
      present.metric !== metric ||
      present.dimension !== dimension ||
      present.id !== id
    ) {
      throw new TopographError("CONFLICT", "The vector store has another collection with this id.", { collection: id });
    }
    if (!(await this.indexOf(place, "vector"))) await this.#call("CreateIndex", indexRequest(collection, this.index));
    await this.#load(place);
  }

  async drop(id: string): Promise<void> {
    this.#known.delete(id);
    this.#access.delete(id);
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
    const read = this.#read(id).then(async (collection) => ({ ...collection, ...(await this.#accessTo(collection)) }));
    this.#known.set(id, read);
    read.catch(() => {
      if (this.#known.get(id) === read) this.#known.delete(id);
    });
    return read;
  }

  async #accessTo({ id, reads, writes }: KnownCollection): Promise<Access> {
    const before = this.#access.get(id);
    // A server that has come back may be one that tells timestamps, or tells them no more.
    const isSame = before?.reads.tellsTime === reads.tellsTime;
    const access = { reads: isSame ? before.reads : reads, writes: before?.writes ?? writes };
    this.#access.set(id, access);
    // Whoever made it anew has written too.
    if (isSame) await access.reads.renew();
    return access;
  }

  async #read(id: string): Promise<KnownCollection> {
    const attached = await this.attached(id);
    if (attached) return this.#readAttached(attached);
    const collection = await this.#describeOwn(id);
    if (!collection) throw notFound(id);
    const place = ownPlace(id);
    const index = await this.indexOf(place, "vector");
    if (!index) throw unavailable("The collection in Milvus has no index yet.", { collection: id });
    return this.known(collection, place, OWN_LAYOUT, index);
  }

  async #readAttached(collection: AttachedCollection): Promise<KnownCollection> {
    const { source, metric } = collection;
    const place = { milvusName: source.milvusCollection, database: source.database ?? undefined };
    const schema = (await this.describe(place))?.schema;
    if (!schema) throw notFound(collection.id);
    const index = await this.indexOf(place, source.vectorField);
    if (index?.metric !== metric) {
      const message = `The index in Milvus is no longer one of metric ${metric}; drop the collection here and attach it again.`;
      throw new TopographError("CONFLICT", message, { expected: metric, actual: index?.metric ?? null });
    }
    return this.known(collection, place, new AttachedLayout(collection, schema), index);
  }

  async known(
    { id, name, metric, dimension }: StoreCollection,
    place: Place,
    layout: RowLayout,
    { type: index, detail: indexDetail }: FoundIndex,
  ): Promise<KnownCollection> {
    const reads = new ReadTimestamps(this.connection, await this.capabilities());
    return { id, name, metric, dimension, ...place, layout, index, indexDetail, reads, writes: new Mutex() };
  }

  /** Null where there is none of this name. */
  async describe({ milvusName, database }: Place): Promise<DescribedCollection | null> {
    try {
      return await this.connection.call("DescribeCollection", { collection_name: milvusName }, { database });
    } catch (error) {
      if (!(error instanceof MilvusRefusal)) throw error;
      if (error.collectionIsMissing || error.databaseIsMissing) return null;
      throw toRefusedError(error);
    }
  }

  async #describeOwn(id: string): Promise<StoreCollection | null> {
    const described = await this.describe(ownPlace(id));
    if (!described) return null;
    const collection = readDescription(described);
    if (!collection) {
      const message = "Milvus has a collection of this name that is not Topograph's.";
      throw new TopographError("CONFLICT", message, { collection: id });
    }
    return collection;
  }

  /** Null where there is none. */
  async indexOf({ milvusName, database }: Place, vectorField: string): Promise<FoundIndex | null> {
    try {
      const { index_descriptions: indexes } = await this.connection.call<{
        index_descriptions: readonly { field_name: string; params: readonly KeyValue[] }[];
      }>("DescribeIndex", { collection_name: milvusName }, { database });
      const index = indexes.find(({ field_name: field }) => field === vectorField);
      if (!index) return null;
      const parameter = (name: string): string | undefined => index.params.find(({ key }) => key === name)?.value;
      return {
        type: parameter("index_type") ?? "AUTOINDEX",
        detail: parameter("params") ?? "{}",
        metric: parameter("metric_type")?.toUpperCase() ?? null,
      };
    } catch (error) {
      if (error instanceof MilvusRefusal && error.indexIsMissing) return null;
      throw error instanceof MilvusRefusal ? toRefusedError(error) : error;
    }
  }

  /** Milvus answers before it has loaded, and refuses to search until then. */
  async #load({ milvusName: name, database }: Place): Promise<void> {
    const deadline = performance.now() + LOAD_PATIENCE_MS;
    await this.#call("LoadCollection", { collection_name: name, replica_number: 1 }, database);
    for (;;) {
      const { state } = await this.#call<{ state: string }>("GetLoadState", { collection_name: name }, database);
      if (state === "LoadStateLoaded") return;
      if (performance.now() > deadline) throw unavailable("Milvus is still loading the collection.");
      await sleep(LOAD_PAUSE_MS);
    }
  }

  async #call<T>(method: string, request: object, database?: string): Promise<T> {
    try {
      return await this.connection.call<T>(method, request, { database });
    } catch (error) {
      throw error instanceof MilvusRefusal ? toRefusedError(error) : error;
    }
  }
}

function ownPlace(id: string): Place {
  return { milvusName: milvusName(id), database: undefined };
}

function notFound(id: string): TopographError {
  return new TopographError("NOT_FOUND", "The collection does not exist in the vector store.", { collection: id });
}
