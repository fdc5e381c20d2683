import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { loadModel } from "../../src/embedding/loaded-model.js";
import { parseDtype } from "../../src/embedding/model-dtype.js";
import { decideRecipe } from "../../src/embedding/model-recipe.js";
import { readModelSettings } from "../../src/embedding/model-settings.js";
import { openEmbedder } from "../../src/embedding/open-embedder.js";
import type { Matrix } from "./matrix.js";

const TOKENS_AT_ONCE = 256;

export interface Teacher {
  /** Each token between the special tokens that frame a text, as a text of its own; one row a token id. */
  tokensAlone(count: number): Promise<Matrix>;
  sentences(texts: readonly string[], onProgress: (done: number) => void): Promise<Matrix>;
  /** A text's tokens without the special ones. */
  tokenize(text: string): readonly number[];
  /** Token ids of the frame. */
  readonly frame: readonly number[];
  close(): Promise<void>;
}

export async function openTeacher(folder: string, dtype: string): Promise<Teacher> {
  const name = basename(folder);
  const recipe = decideRecipe(name, parseDtype(dtype), await readModelSettings(folder, name));
  const single = await loadModel({ folder, ...recipe });
  const many = await openEmbedder({ model: folder, dtype, allowDownload: false, threads: availableParallelism() });
  const [head = 0, ...tail] = single.tokenize("");
  const { dimension } = single;
  return {
    frame: [head, ...tail],
    tokenize: (text) => single.tokenize(text).slice(1, -tail.length || undefined),
    async tokensAlone(count) {
      const data = new Float32Array(count * dimension);
      for (let from = 0; from < count; from += TOKENS_AT_ONCE) {
        const ids = Array.from({ length: Math.min(TOKENS_AT_ONCE, count - from) }, (_, i) => from + i);
        data.set(await single.embedTokens(ids.map((id) => [head, id, ...tail])), from * dimension);
      }
      return { rows: count, columns: dimension, data };
    },
    async sentences(texts, onProgress) {
      return { rows: texts.length, columns: dimension, data: await many.embed(texts, { onProgress }) };
    },
    async close() {
      await many.close();
      await single.close();
    },
  };
}
