import { env, LogLevel, pipeline, Tensor } from "@xenova/transformers";
import type { Pooling } from "./embedder.js";
import type { ModelDtype } from "./model-dtype.js";
import { poolInto } from "./pooling.js";
import { padTokens, truncateTokens, type TokenBatch } from "./token-rows.js";
import { coveredScripts, vocabularyTexts } from "./vocabulary-scripts.js";

/** What a worker needs in order to load a model; plain data. */
export interface ModelSource {
  /** Holds the whole model; nothing is ever fetched. */
  readonly folder: string;
  readonly dtype: ModelDtype;
  readonly pooling: Pooling;
  readonly prefix: string | null;
  readonly maxTokens: number;
}

export interface LoadedModel {
  readonly dimension: number;
  readonly scripts: readonly string[];
  /** Row-major texts x dimension, unit length; zeros for a text of which the model knows nothing. */
  embed(texts: readonly string[]): Promise<Float32Array>;
  /** The unit vectors of token rows as they are, special tokens included. */
  embedTokens(rows: readonly (readonly number[])[]): Promise<Float32Array>;
  /** A text's tokens with the special ones, cut to the model's length. */
  tokenize(text: string): readonly number[];
  close(): Promise<void>;
}

/** The parts of a feature-extraction pipeline that are used, as transformers.js has them. */
interface ExtractorParts {
  readonly tokenizer: ((
    texts: string[],
    options: { padding: false; truncation: false; return_tensor: false },
  ) => { input_ids: number[][] }) & {
    readonly pad_token_id?: number;
    readonly unk_token_id?: number;
    readonly all_special_ids: readonly number[];
    get_vocab(): Map<string, number>;
  };
  readonly model: ((inputs: Record<string, Tensor>) => Promise<Record<string, Tensor | undefined>>) & {
    readonly config: { readonly num_hidden_layers?: number };
  };
  dispose(): Promise<void>;
}

/**
 * Loads a model for the calling thread, which its runs block.
 *
 * Tokenizing and pooling are done here and not by the pipeline's own call: that one cuts long texts without their closing
 * token, and takes the last token of the padding where a shorter text stands beside a longer one.
 */
export async function loadModel({ folder, dtype, pooling, prefix, maxTokens }: ModelSource): Promise<LoadedModel> {
  env.allowRemoteModels = false;
  env.logLevel = LogLevel.ERROR;
  const session_options = { intraOpNumThreads: 1, interOpNumThreads: 1 };
  const extractor = (await pipeline("feature-extraction", folder, {
    dtype,
    session_options,
  })) as unknown as ExtractorParts;
  const { tokenizer, model } = extractor;
  const special = new Set([...tokenizer.all_special_ids, tokenizer.unk_token_id ?? -1]);
  const known = (ids: readonly number[]) => ids.reduce((count, id) => count + (special.has(id) ? 0 : 1), 0);
  const tokenizeRaw = (text: string): readonly number[] =>
    tokenizer([text], { padding: false, truncation: false, return_tensor: false }).input_ids[0] ?? [];
  const tokenize = (text: string) => truncateTokens(tokenizeRaw((prefix ?? "") + text), maxTokens, special);
  const knownInPrefix = prefix === null ? 0 : known(tokenizeRaw(prefix.trimEnd()));
  /*
   * Only a network without layers computes each token by itself. In any other a text's vector hangs on the texts beside it:
   * by the last bits where sums are split by the padded length, by far more where activations are quantized to a scale taken
   * over the batch. The same documents in another order would give other clusters, so there each text runs alone. On a
   * processor that costs up to half the rate for texts of ten words, and nothing for texts of fifty.
   */
  const together = model.config.num_hidden_layers === 0;

  const run = async (rows: readonly (readonly number[])[]): Promise<{ vectors: Float32Array; dimension: number }> => {
    const batch = padTokens(rows, tokenizer.pad_token_id ?? 0);
    const outputs = await model(modelInputs(batch));
    const output = outputs["last_hidden_state"] ?? outputs["token_embeddings"] ?? outputs["logits"];
    const [size, length, dimension] = output?.dims ?? [];
    if (output === undefined || size !== batch.size || length !== batch.length || dimension === undefined) {
      throw new Error("The graph has no output with one vector a token.");
    }
    const hidden = (output.type === "float32" ? output : output.to("float32")).data as Float32Array;
    const vectors = new Float32Array(size * dimension);
    poolInto(vectors, hidden, { length, dimension, counts: rows.map((row) => row.length), pooling });
    if (vectors.some((value) => !Number.isFinite(value)))
      throw new Error("The graph returned values that are not numbers.");
    return { vectors, dimension };
  };

  const { dimension } = await run([tokenize("a")]);

  const embedTokens = async (rows: readonly (readonly number[])[]): Promise<Float32Array> => {
    const vectors = new Float32Array(rows.length * dimension);
    if (rows.length > 0 && together) vectors.set((await run(rows)).vectors);
    else for (const [i, row] of rows.entries()) vectors.set((await run([row])).vectors, i * dimension);
    return vectors;
  };

  return {
    dimension,
    scripts: coveredScripts(vocabularyTexts([...tokenizer.get_vocab().keys()])),
    tokenize,
    embedTokens,
    async embed(texts) {
      const vectors = new Float32Array(texts.length * dimension);
      const rows = texts.map((text, place) => ({ place, ids: text.trim() === "" ? [] : tokenize(text) }));
      const readable = rows.filter(({ ids }) => known(ids) > knownInPrefix);
      const found = await embedTokens(readable.map(({ ids }) => ids));
      readable.forEach(({ place }, i) => {
        vectors.set(found.subarray(i * dimension, (i + 1) * dimension), place * dimension);
      });
      return vectors;
    },
    close: () => extractor.dispose(),
  };
}

function modelInputs({ size, length, inputIds, attentionMask }: TokenBatch): Record<string, Tensor> {
  const tensor = (data: BigInt64Array) => new Tensor("int64", data, [size, length]);
  // Graphs that take no segments ignore the last one.
  return {
    input_ids: tensor(inputIds),
    attention_mask: tensor(attentionMask),
    token_type_ids: tensor(new BigInt64Array(size * length)),
  };
}
