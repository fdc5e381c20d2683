export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };
export type JsonObject = { readonly [name: string]: JsonValue };

/** What people put in and get back. `key` is theirs, unique in its collection. */
export interface Document {
  readonly key: string;
  readonly title: string;
  readonly text: string;
  readonly url: string | null;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly publishedAt: number | null;
  readonly fields: JsonObject;
}

/** A document with its vector: finite, of the collection's dimension, of unit length unless the metric is L2. */
export interface EmbeddedDocument extends Document {
  readonly vector: Float32Array;
}
