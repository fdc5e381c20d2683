import type { ModelIdentity } from "../embedding/embedder.js";
import type { Metric, StoreCollection, StoreKind } from "../store/vector-store.js";

/** What the server knows of a collection; the documents themselves are in the vector store. */
export interface CollectionRecord extends StoreCollection {
  readonly metric: Metric;
  readonly store: StoreKind;
  /** The model its texts were embedded by; null where vectors came from outside and no model was named. */
  readonly model: ModelIdentity | null;
  readonly readOnly: boolean;
  /** Grows with each acknowledged write; tells staleness only. */
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}
