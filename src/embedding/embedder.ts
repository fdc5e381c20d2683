export type Pooling = "mean" | "cls" | "last_token";

/** What decides a text's vector. Two embedders with equal identity give comparable vectors. */
export interface ModelIdentity {
  readonly name: string;
  readonly dtype: string;
  readonly pooling: Pooling;
  /** Put before each text, for example "query: "; null where the model takes texts as they are. */
  readonly prefix: string | null;
}

export function sameModel(a: ModelIdentity, b: ModelIdentity): boolean {
  return a.name === b.name && a.dtype === b.dtype && a.pooling === b.pooling && a.prefix === b.prefix;
}

export interface EmbeddingModel extends ModelIdentity {
  readonly dimension: number;
  /** Tokens after which a text is cut. */
  readonly maxTokens: number;
  /** ISO 639-1 codes the model was made for; empty where unknown. */
  readonly languages: readonly string[];
  /** Unicode script names (as in \p{Script=...}) that the vocabulary covers; null where unknown or all. */
  readonly scripts: readonly string[] | null;
}

export interface EmbedOptions {
  readonly signal?: AbortSignal;
  /** Called with the number of texts done so far. */
  readonly onProgress?: (done: number) => void;
}

/** Turns texts into unit vectors, off the main thread. */
export interface Embedder {
  readonly model: EmbeddingModel;
  /**
   * Row-major texts.length x dimension, unit length, in the order of `texts`, owned by the caller. A text of which the
   * model knows nothing (such as the empty text) gets an all-zero row: the caller decides what becomes of it.
   *
   * On one machine a text's row is the same to the bit alone and among others, in whatever order. Between processors with
   * other instructions the last bits may differ.
   */
  embed(texts: readonly string[], options?: EmbedOptions): Promise<Float32Array>;
  close(): Promise<void>;
}
