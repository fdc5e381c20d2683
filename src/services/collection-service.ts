import { randomBytes } from "node:crypto";

import type { Embedder } from "../embedding/embedder.js";
import { isTopographError, isUnreachable, TopographError } from "../errors.js";
import { type ChangeEvents, statesOf } from "../pipeline/change-events.js";
import { firstFingerprint } from "../pipeline/fingerprint.js";
import { noticeChanges } from "../pipeline/notice-changes.js";
import type { CollectionLocks } from "../runs/collection-locks.js";
import type { CollectionRecord } from "../runs/collection-record.js";
import type { RunStore } from "../runs/run-store.js";
import type { Metric, VectorStore } from "../store/vector-store.js";
import { type AttachInput, attachRequest } from "./attach-request.js";
import { identityOf } from "./embedding-access.js";
import { LIMITS, requireInteger } from "./limits.js";

/** Made by the first ingest, if need be; every other collection has to be created. */
export const DEFAULT_COLLECTION = "default";

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

export interface CollectionInput {
  readonly name: string;
  readonly metric?: Metric | null;
  readonly dimension?: number | null;
  /** Name of the server's model; without one and without a dimension it is the server's model too. */
  readonly model?: string | null;
}

export interface CollectionServiceDeps {
  readonly runs: RunStore;
  readonly store: VectorStore;
  readonly locks: CollectionLocks;
  readonly embedder: Embedder | null;
  readonly collectionEvents: ChangeEvents;
  readonly cancelRun: (id: string) => Promise<unknown>;
  /** Called when artifacts have lost their runs. */
  readonly sweep: () => void;
}

type Space = Pick<CollectionRecord, "metric" | "dimension" | "model">;

export class CollectionService {
  constructor(private readonly deps: CollectionServiceDeps) {}

  list(page: { readonly after?: string; readonly limit: number }): Promise<CollectionRecord[]> {
    return this.deps.runs.listCollections(page);
  }

  count(): Promise<number> {
    return this.deps.runs.countCollections();
  }

  byName(name: string): Promise<CollectionRecord | null> {
    // What is no name cannot have been stored, and never reaches the database.
    return NAME.test(name) ? this.deps.runs.collectionByName(name) : Promise.resolve(null);
  }

  byId(id: string): Promise<CollectionRecord | null> {
    return this.deps.runs.collectionById(id);
  }

  /** @throws TopographError NOT_FOUND */
  async require(name: string): Promise<CollectionRecord> {
    const collection = await this.byName(name);
    if (collection === null) throw noCollection(name);
    return collection;
  }

  /** @throws TopographError NOT_FOUND, or COLLECTION_READ_ONLY */
  async requireWritable(name: string): Promise<CollectionRecord> {
    return refuseReadOnly(await this.require(name));
  }

  async create(input: CollectionInput): Promise<CollectionRecord> {
    checkName(input.name);
    return this.#create(input.name, this.#space(input));
  }

  /**
   * Takes in a collection of Milvus that others made, to be read as it is.
   *
   * @throws TopographError STORE_NOT_CONFIGURED, CONFLICT, EMBEDDING_MODEL_MISMATCH, VECTOR_DIMENSION_MISMATCH or one of
   *   `ForeignCollections.inspect`
   */
  async attach(input: AttachInput): Promise<CollectionRecord> {
    const { runs, store } = this.deps;
    checkName(input.name);
    if (!store.foreign) {
      const message =
        "This server keeps its vectors in its own folder; start it with MILVUS_URI to attach a collection.";
      throw new TopographError("STORE_NOT_CONFIGURED", message, { argument: "milvusCollection" });
    }
    if (await runs.collectionByName(input.name)) throw taken(input.name);
    const { source, metric, dimension } = await store.foreign.inspect(attachRequest(input));
    const record = {
      ...newRecord(input.name, this.#space({ metric, dimension, model: input.model ?? null })),
      store: store.kind,
      readOnly: true,
      source,
    };
    await runs.createCollection(record).catch((error: unknown) => {
      throw isTopographError(error, "CONFLICT") ? taken(input.name) : error;
    });
    // It is found by its record, so the record comes first; without a fingerprint the next look takes one.
    const fingerprint = await firstFingerprint(store, record.id);
    return (await runs.noteFingerprint(record.id, null, fingerprint, false)) ?? record;
  }

  /**
   * The collection with the revision that it has now: that of an attached one rises when others are seen to have changed it.
   * Where nobody can look, it is what it was.
   */
  async noticeChanges(collection: CollectionRecord): Promise<CollectionRecord> {
    return noticeChanges(this.deps, collection).catch((error: unknown) => {
      if (isUnreachable(error)) return collection;
      throw error;
    });
  }

  /**
   * The default collection; where it does not exist yet, it is made for vectors of this dimension, or for the server's
   * model where no vector is at hand.
   */
  async openDefault(dimension: number | null): Promise<CollectionRecord> {
    const existing = await this.byName(DEFAULT_COLLECTION);
    if (existing) return existing;
    const model = this.deps.embedder?.model;
    const foreign = dimension !== null && dimension !== model?.dimension;
    try {
      return await this.#create(DEFAULT_COLLECTION, this.#space(foreign ? { dimension } : {}));
    } catch (error) {
      // Another request was faster.
      if (isTopographError(error, "CONFLICT")) return this.require(DEFAULT_COLLECTION);
      throw error;
    }
  }

  /** With its documents and runs; unfinished runs are cancelled first. An attached one is forgotten, its documents stay. */
  async drop(name: string): Promise<void> {
    const { runs, locks, cancelRun, sweep } = this.deps;
    const { id, readOnly } = await this.require(name);
    for (const run of await runs.unfinishedClusterings()) {
      if (run.collectionId === id) await cancelRun(run.id).catch(ignoreFinished);
    }
    await locks.run(id, async () => {
      // The record goes first: without it nothing can reach what a crash may leave of the documents until the next start.
      await runs.deleteCollection(id);
      if (readOnly) return;
      // A store that is away gives its part at a later start.
      await this.#dropDocuments(id).catch(ignoreUnreachable);
    });
    this.deps.collectionEvents.changed(id);
    sweep();
  }

  /** The present state first, then one after each change, at most ten times a second; ends with the collection. */
  watch(id: string, signal: AbortSignal): AsyncGenerator<CollectionRecord, void, undefined> {
    return statesOf(this.deps.collectionEvents, id, signal, () => this.byId(id));
  }

  /** Finishes the drops that an earlier process has begun. Only what it has noted goes: a lost record says nothing. */
  async finishDrops(): Promise<void> {
    const failures: unknown[] = [];
    for (const id of await this.deps.runs.droppedCollections()) {
      await this.#dropDocuments(id).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, "Documents of dropped collections are still there");
  }

  async #dropDocuments(id: string): Promise<void> {
    await this.deps.store.dropCollection(id);
    await this.deps.runs.forgetDropped(id);
  }

  #space({ metric, dimension, model }: Omit<CollectionInput, "name">): Space {
    const own = this.deps.embedder?.model;
    const length = dimension ?? own?.dimension;
    if (length === undefined) {
      throw new TopographError("BAD_USER_INPUT", "dimension is needed: this server runs no embedding model.", {
        argument: "dimension",
      });
    }
    requireInteger("dimension", length, 1, LIMITS.maxDimension);
    const named = model ?? null;
    if (named === null && dimension !== null && dimension !== undefined) {
      return { metric: metric ?? "COSINE", dimension: length, model: null };
    }
    if (named !== null && named !== own?.name) {
      throw new TopographError(
        "EMBEDDING_MODEL_MISMATCH",
        `This server runs ${own ? own.name : "no embedding model"}, not ${named.slice(0, 200)}; start it with that model, ` +
          "or leave model out and give the dimension of your own vectors.",
        { argument: "model", expected: own?.name ?? null, actual: named.slice(0, 200) },
      );
    }
    if (own && length !== own.dimension) {
      throw new TopographError(
        "VECTOR_DIMENSION_MISMATCH",
        `${own.name} makes vectors of ${own.dimension} numbers, so dimension cannot be ${length}; leave one of the two out.`,
        { argument: "dimension", expected: own.dimension, actual: length },
      );
    }
    return { metric: metric ?? "COSINE", dimension: length, model: own ? identityOf(own) : null };
  }

  async #create(name: string, space: Space): Promise<CollectionRecord> {
    const { runs, store } = this.deps;
    if (await runs.collectionByName(name)) throw taken(name);
    const collection: CollectionRecord = { ...newRecord(name, space), store: store.kind };
    // The documents' home goes first: a record without one would be visible and broken.
    await store.createCollection({ id: collection.id, name, metric: space.metric, dimension: space.dimension });
    try {
      await runs.createCollection(collection);
    } catch (error) {
      await store.dropCollection(collection.id);
      throw isTopographError(error, "CONFLICT") ? taken(name) : error;
    }
    return collection;
  }
}

function newRecord(name: string, space: Space): Omit<CollectionRecord, "store"> {
  return {
    // Letters and digits only, so that every store can use it in a name of its own.
    id: randomBytes(10).toString("hex"),
    name,
    ...space,
    readOnly: false,
    source: null,
    fingerprint: null,
    revision: 0,
    createdAt: Date.now(),
  };
}

function checkName(name: string): void {
  if (NAME.test(name)) return;
  throw new TopographError(
    "BAD_USER_INPUT",
    "name must be 1 to 64 letters, digits and underscores, the first no digit.",
    { argument: "name", expected: NAME.source, actual: name.slice(0, 100) },
  );
}

export function refuseReadOnly(collection: CollectionRecord): CollectionRecord {
  if (!collection.readOnly) return collection;
  throw new TopographError(
    "COLLECTION_READ_ONLY",
    `Collection ${collection.name} belongs to another program and is not written to.`,
    { collection: collection.name },
  );
}

export function noCollection(name: string): TopographError {
  const shown = name.slice(0, 100);
  const hint = name === DEFAULT_COLLECTION ? "the first ingestDocuments makes it" : "createCollection makes one";
  return new TopographError("NOT_FOUND", `There is no collection ${JSON.stringify(shown)}; ${hint}.`, {
    kind: "Collection",
    id: shown,
  });
}

function taken(name: string): TopographError {
  return new TopographError("CONFLICT", `There is a collection ${name} already.`, { collection: name });
}

function ignoreUnreachable(error: unknown): void {
  if (!isUnreachable(error)) throw error;
}

function ignoreFinished(error: unknown): void {
  // A run that ended meanwhile needs no canceling.
  if (!isTopographError(error)) throw error;
}
