import type { ModelIdentity } from "../embedding/embedder.js";
import type { AttachedSource, Metric, StoreCollection, StoreKind } from "../store/vector-store.js";

/** What the server knows of a collection; the documents themselves are in the vector store. */
export interface CollectionRecord extends StoreCollection {
  readonly metric: Metric;
  readonly store: StoreKind;
  /** The model its texts were embedded by; null where vectors came from outside and no model was named. */
  readonly model: ModelIdentity | null;
  readonly readOnly: boolean;
  /** Where the rows of an attached collection are; null for those that are made here. */
  readonly source: AttachedSource | null;
  /** How an attached collection looked last; null for those that are made here. */
  readonly fingerprint: CollectionFingerprint | null;
  /** Grows with each acknowledged write, and with each change by others that is noticed; tells staleness only. */
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** What is remembered of a collection that others change, to notice that they did. */
export interface CollectionFingerprint {
  readonly count: number;
  /** The last key that is known; a document with a later one has come since. Null: not known. */
  readonly last: string | null;
  /** Some keys, each with a hash of its document and vector; null where there was none. */
  readonly sample: readonly (readonly [key: string, hash: string | null])[];
  /** Identity of the documents and vectors that the last whole scan found; null where there was none since a change. */
  readonly content: string | null;
}
