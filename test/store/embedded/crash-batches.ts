import type { StoreCollection } from "../../../src/store/vector-store.js";

export const COLLECTION: StoreCollection = { id: "crash", name: "crash", metric: "COSINE", dimension: 64 };
/** Documents that a batch adds. */
export const BATCH = 200;
/** Documents that every batch replaces. */
export const SHARED = 50;
