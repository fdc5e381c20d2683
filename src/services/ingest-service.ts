import { isDeepStrictEqual } from "node:util";

import type { Embedder } from "../embedding/embedder.js";
import { isTopographError, isUpstreamCode, TopographError } from "../errors.js";
import type { ChangeEvents } from "../pipeline/change-events.js";
import { CollectionLocks } from "../runs/collection-locks.js";
import type { CollectionRecord } from "../runs/collection-record.js";
import type { RunStore } from "../runs/run-store.js";
import type { Document, EmbeddedDocument } from "../store/document.js";
import type { VectorStore } from "../store/vector-store.js";
import { DEFAULT_COLLECTION, refuseReadOnly, type CollectionService } from "./collection-service.js";
import type { DocumentInputRow } from "./document-row.js";
import { embedderFor } from "./embedding-access.js";
import { toStoredVector, unknownText } from "./given-vector.js";
import { IdempotentResults } from "./idempotent-results.js";
import { IngestBatch, sameNumbers, type IngestEntry, type IngestRejection } from "./ingest-batch.js";

export interface IngestOptions {
  readonly idempotencyKey?: string | null;
  /** Stops the embedding; what was acknowledged stays, and nothing of this request is written. */
  readonly signal?: AbortSignal;
  /** Texts embedded so far, and in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface IngestResult {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: readonly IngestRejection[];
  readonly revision: number;
}

export interface IngestServiceDeps {
  readonly store: VectorStore;
  readonly runs: RunStore;
  readonly locks: CollectionLocks;
  readonly embedder: Embedder | null;
  readonly collections: CollectionService;
  readonly collectionEvents: ChangeEvents;
}

/** What the store has under the key of an entry; the vector only where it decides something. */
interface Stored {
  readonly document: Document;
  readonly vector: Float32Array | null;
}

/** An entry that has to be written; without a vector its text is still to be embedded. */
interface Write {
  readonly entry: IngestEntry;
  readonly isNew: boolean;
  readonly vector: Float32Array | null;
}

/** How many of the documents, from the first, the store has taken; the fault is why it has not taken the others. */
interface Written {
  readonly revision: number;
  readonly taken: number;
  readonly fault: TopographError | null;
}

export class IngestService {
  /** One ingest a collection at a time, so that none decides on what another is about to change. */
  readonly #turns = new CollectionLocks();
  readonly #results = new IdempotentResults<IngestResult>(isFinal);

  constructor(private readonly deps: IngestServiceDeps) {}

  /**
   * Stores documents. Rows that cannot be used are rejected one by one, the rest goes in as a whole; it is durable when the
   * promise resolves. The same document again is no change; another text under its key is embedded anew.
   */
  async ingest(
    collectionName: string,
    rows: readonly DocumentInputRow[],
    options: IngestOptions = {},
  ): Promise<IngestResult> {
    const batch = new IngestBatch(rows);
    const collection = await this.#open(collectionName, batch);
    if (!collection) return { inserted: 0, updated: 0, unchanged: 0, rejected: batch.rejections, revision: 0 };
    const work = (): Promise<IngestResult> =>
      this.#turns.run(collection.id, () => this.#ingest(collection, batch, options));
    const { idempotencyKey, signal } = options;
    if (idempotencyKey === null || idempotencyKey === undefined) return work();
    return this.#results.once(collection.id, idempotencyKey, payload(rows), work, signal);
  }

  /** Null: the default collection does not exist yet and there is nothing to make it for. */
  async #open(name: string, batch: IngestBatch): Promise<CollectionRecord | null> {
    const { collections } = this.deps;
    const existing = await collections.byName(name);
    if (existing) return refuseReadOnly(existing);
    if (name !== DEFAULT_COLLECTION) return collections.require(name);
    if (batch.entries.length === 0) return null;
    const first = batch.entries.find(({ row }) => row.vector !== null);
    return collections.openDefault(first?.row.vector?.length ?? null);
  }

  async #ingest(collection: CollectionRecord, batch: IngestBatch, options: IngestOptions): Promise<IngestResult> {
    const writes: Write[] = [];
    let unchanged = 0;
    const given = this.#givenVectors(collection, batch);
    const stored = await this.#stored(collection, batch.entries, given);
    for (const entry of batch.entries) {
      const write = plan(entry, stored.get(entry.document.key) ?? null, given.get(entry) ?? null);
      if (write) writes.push(write);
      else unchanged++;
    }
    const documents = await this.#embed(collection, batch, writes, options);
    const { revision, taken, fault } = await this.#write(collection, [...documents.values()]);
    if (taken > 0) this.deps.collectionEvents.changed(collection.id);
    const writesDone = [...documents.keys()];
    const written = writesDone.slice(0, taken);
    if (fault) for (const { entry } of writesDone.slice(taken)) batch.reject(entry, fault);
    const inserted = written.filter(({ isNew }) => isNew).length;
    return {
      inserted,
      updated: written.length - inserted,
      // A row that repeats another of the request changes nothing.
      unchanged: unchanged + batch.entries.reduce((sum, { indexes }) => sum + indexes.length - 1, 0),
      rejected: batch.rejections,
      revision,
    };
  }

  #givenVectors(collection: CollectionRecord, batch: IngestBatch): Map<IngestEntry, Float32Array> {
    const vectors = new Map<IngestEntry, Float32Array>();
    for (const entry of batch.entries) {
      const values = entry.row.vector;
      const vector = values && batch.attempt(entry, () => toStoredVector(values, collection));
      if (vector) vectors.set(entry, vector);
    }
    return vectors;
  }

  async #stored(
    { id }: CollectionRecord,
    entries: readonly IngestEntry[],
    given: ReadonlyMap<IngestEntry, Float32Array>,
  ): Promise<Map<string, Stored>> {
    const { store } = this.deps;
    if (entries.length === 0) return new Map();
    const documents = await store.get(
      id,
      entries.map(({ document }) => document.key),
    );
    const found = entries.flatMap((entry, at) => {
      const document = documents[at];
      return document ? [{ entry, document }] : [];
    });
    // The stored vector counts where one was given, and where a document changes in all but its text.
    const wanted = found.filter(({ entry, document }) => given.has(entry) || !sameContent(entry.document, document));
    const keys = wanted.map(({ document }) => document.key);
    const vectors = keys.length > 0 ? await store.getVectors(id, keys) : [];
    const vectorOf = new Map(keys.map((key, at) => [key, vectors[at] ?? null]));
    return new Map(
      found.map(({ document }) => [document.key, { document, vector: vectorOf.get(document.key) ?? null }]),
    );
  }

  /** The documents to write, with their vectors; those that cannot be embedded are rejected. */
  async #embed(
    collection: CollectionRecord,
    batch: IngestBatch,
    writes: readonly Write[],
    { signal, onProgress }: IngestOptions,
  ): Promise<Map<Write, EmbeddedDocument>> {
    const documents = new Map<Write, EmbeddedDocument>();
    const texts: Write[] = [];
    for (const write of writes) {
      const { entry, vector } = write;
      if (vector) documents.set(write, { ...entry.document, vector });
      else if (batch.attempt(entry, () => embedderFor(collection, this.deps.embedder))) texts.push(write);
    }
    if (texts.length === 0) return documents;
    const embedder = embedderFor(collection, this.deps.embedder);
    const rows = await embedder.embed(
      texts.map(({ entry }) => entry.row.embeddingText),
      {
        ...(signal ? { signal } : {}),
        ...(onProgress ? { onProgress: (done: number) => onProgress(done, texts.length) } : {}),
      },
    );
    texts.forEach((write, at) => {
      const vector = rows.slice(at * collection.dimension, (at + 1) * collection.dimension);
      if (collection.metric !== "L2" && vector.every((value) => value === 0)) {
        batch.reject(write.entry, unknownText(collection.metric));
      } else {
        documents.set(write, { ...write.entry.document, vector });
      }
    });
    return documents;
  }

  async #write({ id, name }: CollectionRecord, documents: readonly EmbeddedDocument[]): Promise<Written> {
    const { runs, store, locks } = this.deps;
    return locks.run(id, async () => {
      const now = await runs.collectionById(id);
      if (!now)
        throw new TopographError("NOT_FOUND", `Collection ${name} was dropped meanwhile.`, { kind: "Collection" });
      if (documents.length === 0) return { revision: now.revision, taken: 0, fault: null };
      // First the revision: should the server die in between, runs are only taken for stale.
      const revision = await runs.bumpRevision(id, documents.length);
      try {
        await store.upsert(id, documents);
        return { revision, taken: documents.length, fault: null };
      } catch (error) {
        // What went in before the fault is acknowledged, the rest is not; where nothing went in, the whole request fails.
        const taken = isTopographError(error) ? error.details["written"] : undefined;
        if (!isTopographError(error) || typeof taken !== "number" || taken === 0) throw error;
        return { revision, taken, fault: error };
      }
    });
  }
}

/** Rows that the store was not there for may go in when the same request is sent again. */
function isFinal({ rejected }: IngestResult): boolean {
  return !rejected.some(({ code }) => isUpstreamCode(code));
}

/** Null: nothing to write. */
function plan(entry: IngestEntry, stored: Stored | null, given: Float32Array | null): Write | null {
  if (!stored) return { entry, isNew: true, vector: given };
  const { document } = entry;
  const vector = given ?? (sameText(document, stored.document) ? stored.vector : null);
  const changed = !sameContent(document, stored.document) || (given !== null && !sameNumbers(given, stored.vector));
  return changed ? { entry, isNew: false, vector } : null;
}

function sameText(a: Document, b: Document): boolean {
  return a.title === b.title && a.text === b.text;
}

function sameContent(a: Document, b: Document): boolean {
  return (
    sameText(a, b) &&
    a.url === b.url &&
    a.publishedAt === b.publishedAt &&
    isDeepStrictEqual({ ...a.fields }, { ...b.fields })
  );
}

function* payload(rows: readonly DocumentInputRow[]): Generator<string | Uint8Array> {
  for (const { key, title, text, url, publishedAt, fields, vector } of rows) {
    yield JSON.stringify([key ?? null, title ?? null, text, url ?? null, publishedAt ?? null, fields ?? null]);
    yield vector ? new Uint8Array(Float64Array.from(vector).buffer) : "";
  }
}
