import type { Piscina } from "piscina";
import { TopographError } from "../errors.js";
import type { Embedder, EmbeddingModel, EmbedOptions } from "./embedder.js";
import { textBatches } from "./text-batches.js";

/** Embeds in worker threads, a batch a task. */
export class WorkerEmbedder implements Embedder {
  private readonly closing = new AbortController();

  constructor(
    readonly model: EmbeddingModel,
    private readonly pool: Piscina,
  ) {}

  async embed(texts: readonly string[], options: EmbedOptions = {}): Promise<Float32Array> {
    const stops = options.signal === undefined ? [this.closing.signal] : [options.signal, this.closing.signal];
    const stop = AbortSignal.any(stops);
    if (stop.aborted) throw cancelled();
    let onStop = () => {};
    const stopped = new Promise<never>((_, reject) => {
      onStop = () => reject(cancelled());
      stop.addEventListener("abort", onStop, { once: true });
    });
    try {
      // A batch that runs cannot be stopped; the caller need not wait for it.
      return await Promise.race([this.embedAll(texts, stop, options.onProgress), stopped]);
    } finally {
      stop.removeEventListener("abort", onStop);
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.pool.destroy();
  }

  private async embedAll(
    texts: readonly string[],
    stop: AbortSignal,
    onProgress: EmbedOptions["onProgress"],
  ): Promise<Float32Array> {
    const { dimension } = this.model;
    const vectors = new Float32Array(texts.length * dimension);
    const batches = textBatches(texts)[Symbol.iterator]();
    let done = 0;
    // The iterator is shared: each lane takes the next batch when its last one is back.
    const lane = async () => {
      for (const batch of batches) {
        if (stop.aborted) return;
        const found = await this.embedBatch(batch.map((i) => texts[i] ?? ""));
        if (stop.aborted) return;
        batch.forEach((text, i) => {
          vectors.set(found.subarray(i * dimension, (i + 1) * dimension), text * dimension);
        });
        done += batch.length;
        onProgress?.(done);
      }
    };
    // One lane more than threads, so that a thread finds its next batch waiting.
    await Promise.all(Array.from({ length: this.pool.maxThreads + 1 }, lane));
    return vectors;
  }

  private async embedBatch(texts: readonly string[]): Promise<Float32Array> {
    try {
      return (await this.pool.run(texts, { name: "embed" })) as Float32Array;
    } catch (cause) {
      if (this.closing.signal.aborted) throw cancelled();
      throw new TopographError(
        "WORKER_FAILED",
        `The model "${this.model.name}" failed on a batch of ${texts.length} texts; start again to go on.`,
        { model: this.model.name },
        { cause },
      );
    }
  }
}

function cancelled(): TopographError {
  return new TopographError("CANCELLED", "Embedding was cancelled.");
}
