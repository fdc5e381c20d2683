import type { Document, EmbeddedDocument } from "./document.js";
import type { DocumentFilter } from "./document-filter.js";

export type StoreKind = "EMBEDDED" | "MILVUS";
/** COSINE: vectors are stored at unit length. IP: unit vectors only. L2: as given. Distances are Euclidean in all three. */
export type Metric = "COSINE" | "L2" | "IP";

/** A collection as the store sees it; `id` never changes and is never used again, unlike the name. */
export interface StoreCollection {
  readonly id: string;
  readonly name: string;
  readonly metric: Metric;
  readonly dimension: number;
}

/** Where the rows of a collection that others made are in Milvus, and which of its fields mean what. */
export interface AttachedSource {
  readonly milvusCollection: string;
  /** Null: the server's default one. */
  readonly database: string | null;
  readonly keyField: string;
  /** INT64: keys are the numbers in digits, ordered by value. */
  readonly keyType: "INT64" | "VARCHAR";
  readonly vectorField: string;
  readonly textField: string | null;
  readonly titleField: string | null;
  readonly dateField: string | null;
  readonly urlField: string | null;
}

/** A collection that others made: it is read, and never written to, loaded with data or dropped. */
export interface AttachedCollection extends StoreCollection {
  readonly source: AttachedSource;
}

/** Which collection of Milvus to look at; fields that are null are found by type and name. */
export interface AttachRequest {
  readonly milvusCollection: string;
  readonly database: string | null;
  readonly vectorField: string | null;
  readonly textField: string | null;
  readonly titleField: string | null;
  readonly dateField: string | null;
}

export interface ForeignCollections {
  /**
   * Finds out what an existing collection holds, and that its vectors have distances, by its schema and a sample of its rows.
   *
   * @throws TopographError NOT_FOUND, BAD_USER_INPUT, AMBIGUOUS_VECTOR_FIELD, METRIC_NOT_EUCLIDEAN or INVALID_VECTOR
   */
  inspect(request: AttachRequest): Promise<Pick<AttachedCollection, "source" | "metric" | "dimension">>;
}

export interface SearchHit {
  readonly key: string;
  /** Euclidean, never squared, in the metric space of the collection; 0 for exact copies. */
  readonly distance: number;
}

/** What to look for: vectors (row-major, count x dimension), or stored documents by key, which never find themselves. */
export type SearchTarget = { readonly vectors: Float32Array } | { readonly keys: readonly string[] };

export interface SearchRequest {
  readonly target: SearchTarget;
  /** How many hits each target gets at most, 1..1000. */
  readonly k: number;
  readonly filter?: DocumentFilter;
}

export interface PageRequest {
  /** Only documents whose key comes after this one. */
  readonly after?: string;
  readonly limit: number;
  readonly filter?: DocumentFilter;
}

/** Consecutive documents of a scan in the order of their keys; `vectors` is row-major, owned by the receiver. */
export interface ScanBatch {
  readonly documents: readonly Document[];
  readonly vectors: Float32Array;
}

/** What a server that searches by itself gives for one query. */
export interface CandidateList {
  /** By its scores, nearest first; a stored document that is asked for may be among them. */
  readonly keys: readonly string[];
  /** Provided that the index is exact, no document outside the list is nearer; Infinity where all are in it. */
  readonly floor: number;
}

/** The searches of a server for one collection and filter: candidates, to be measured by the caller. */
export interface CandidateSource {
  /** Whether the index finds the true nearest. */
  readonly exact: boolean;
  /** What an approximate answer hangs on: type and parameters of the index. */
  readonly index: string;
  /** Queries that one call takes at most. */
  readonly queriesAtOnce: number;
  /** Calls that may run at a time. */
  readonly callsAtOnce: number;
  /** The longest lists that it gives. */
  readonly maxWidth: number;
  /** @param queries row-major, whole rows; @returns a list for each */
  nearest(queries: Float32Array, width: number, signal?: AbortSignal): Promise<CandidateList[]>;
}

export interface StoreHealth {
  readonly ok: boolean;
  /** For people; holds no address and no path. */
  readonly detail: string;
}

/** What a store is and can do; for people and their dashboards, nothing above the store depends on it. */
export interface StoreCapabilities {
  /** For example "Milvus Lite". */
  readonly product: string;
  /** Null where it is of this server's own. */
  readonly version: string | null;
  /** Filter values travel beside the expression instead of in it. */
  readonly filterTemplates: boolean;
  /** Documents keep fields of any JSON, and filters reach into them. */
  readonly jsonFields: boolean;
  /** How many documents' neighbors one search call finds; null: any number. */
  readonly queriesPerCall: number | null;
}

/**
 * Keeps documents with their vectors and finds the nearest. Keys are ordered by their UTF-8 bytes, or by value where an
 * attached collection's are numbers. A resolved write is durable and visible to every later call of this server. Calls on a
 * collection that does not exist reject NOT_FOUND.
 */
export interface VectorStore {
  readonly kind: StoreKind;
  /** How collections that others made are taken in; null where there are none. */
  readonly foreign: ForeignCollections | null;
  createCollection(collection: StoreCollection): Promise<void>;
  /** Removes the collection with all its documents; no error where there is none. */
  dropCollection(id: string): Promise<void>;
  /** Inserts or replaces by key, all or nothing. The caller has checked and normalized the vectors. */
  upsert(id: string, documents: readonly EmbeddedDocument[]): Promise<void>;
  /** Returns how many of the keys were there. */
  delete(id: string, keys: readonly string[]): Promise<number>;
  /** In the order of `keys`; null where there is none. */
  get(id: string, keys: readonly string[]): Promise<(Document | null)[]>;
  getVectors(id: string, keys: readonly string[]): Promise<(Float32Array | null)[]>;
  page(id: string, request: PageRequest): Promise<Document[]>;
  count(id: string, filter?: DocumentFilter): Promise<number>;
  /**
   * One list per target, nearest first, ties by key. A key without a document gives null. One call searches all targets
   * at once.
   */
  search(id: string, request: SearchRequest, signal?: AbortSignal): Promise<(SearchHit[] | null)[]>;
  /** All documents with vectors, in key order, as of one moment if nothing is written meanwhile (the caller sees to it). */
  scan(id: string, filter?: DocumentFilter, signal?: AbortSignal): AsyncIterable<ScanBatch>;
  /** Asked of the server behind it once a connection. */
  capabilities(): Promise<StoreCapabilities>;
  /** Null where no server searches: then vectors are scanned out and searched here. */
  candidates(id: string, filter?: DocumentFilter): Promise<CandidateSource | null>;
  health(): Promise<StoreHealth>;
  close(): Promise<void>;
}
