import { isDeepStrictEqual } from "node:util";
import { TopographError } from "../errors.js";
import type { Document, EmbeddedDocument } from "../store/document.js";
import { retryUpstream, type RetryOptions } from "../store/retry-upstream.js";
import type { ScanBatch, StoreCollection, VectorStore } from "../store/vector-store.js";
import { sameNumbers } from "./ingest-batch.js";
import { resumedScan } from "./resumed-scan.js";

export interface CopyOptions extends RetryOptions {
  /** Makes the target equal to the source whatever it holds; else a target with other documents is left as it is. */
  readonly overwrite?: boolean;
  /** Documents that are in the target, written now or before, and documents in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface CopyReport {
  readonly documents: number;
  readonly written: number;
  /** Left as they were, since they were equal: what an interrupted copy had brought. */
  readonly present: number;
  readonly removed: number;
  /** Documents that were read back from the target and compared with the source. */
  readonly compared: number;
}

/** What a target holds of a source. */
interface Survey {
  readonly equal: ReadonlySet<string>;
  readonly differing: number;
  /** Keys that the source does not have. */
  readonly extra: readonly string[];
}

const WRITE_AT_ONCE = 500;
const DELETE_AT_ONCE = 1000;
const SAMPLE = 1000;

/**
 * Makes a collection in another store equal to what it is in this one: documents and vectors to the bit, nothing embedded
 * again. Nobody may write to either meanwhile. Stopped at any point it can be repeated: what is there by then is not written
 * again.
 *
 * @throws TopographError CONFLICT where the target has other documents, or is not equal at the end
 */
export async function copyDocuments(
  collection: StoreCollection,
  from: VectorStore,
  to: VectorStore,
  options: CopyOptions = {},
): Promise<CopyReport> {
  const { id, name, metric, dimension } = collection;
  const { signal, onProgress, overwrite = false } = options;
  const again = <T>(work: () => Promise<T>): Promise<T> => retryUpstream(work, options);
  await again(() => to.createCollection({ id, name, metric, dimension }));
  const total = await again(() => from.count(id));
  const { equal, differing, extra } = await again(() => survey(collection, from, to, signal));
  if (!overwrite && (differing > 0 || extra.length > 0)) throw hasOthers(name, differing, extra.length);

  let done = equal.size;
  onProgress?.(done, total);
  let written = 0;
  const sample: string[] = [];
  const step = Math.max(1, Math.ceil(total / SAMPLE));
  let place = 0;
  for await (const batch of resumedScan(from, id, options)) {
    const missing = embedded(batch, dimension).filter(({ key }) => {
      if (place++ % step === 0) sample.push(key);
      return !equal.has(key);
    });
    for (let start = 0; start < missing.length; start += WRITE_AT_ONCE) {
      signal?.throwIfAborted();
      const part = missing.slice(start, start + WRITE_AT_ONCE);
      await again(() => to.upsert(id, part));
      written += part.length;
      done += part.length;
      onProgress?.(done, total);
    }
  }
  for (let start = 0; start < extra.length; start += DELETE_AT_ONCE)
    await again(() => to.delete(id, extra.slice(start, start + DELETE_AT_ONCE)));

  const [expected, count] = await Promise.all([from, to].map((store) => again(() => store.count(id))));
  const wrong = await again(() => differences(id, from, to, sample));
  if (count !== expected || wrong > 0) {
    const found = count === expected ? `${wrong} of ${sample.length} compared differ` : `${count} of ${expected}`;
    throw new TopographError(
      "CONFLICT",
      `The copy of ${name} does not equal its source (${found} documents); see that nobody else writes, and copy again.`,
      { collection: name },
    );
  }
  return { documents: total, written, present: equal.size, removed: extra.length, compared: sample.length };
}

/** Reads the target once. */
async function survey(
  { id, dimension }: StoreCollection,
  from: VectorStore,
  to: VectorStore,
  signal?: AbortSignal,
): Promise<Survey> {
  const equal = new Set<string>();
  const extra: string[] = [];
  let differing = 0;
  for await (const batch of to.scan(id, undefined, signal)) {
    const there = embedded(batch, dimension);
    const here = await documentsOf(
      id,
      from,
      there.map(({ key }) => key),
    );
    there.forEach((document, at) => {
      const source = here[at];
      if (!source) extra.push(document.key);
      else if (isSame(source, document)) equal.add(document.key);
      else differing++;
    });
  }
  return { equal, differing, extra };
}

async function differences(id: string, from: VectorStore, to: VectorStore, keys: readonly string[]): Promise<number> {
  const [here, there] = await Promise.all([documentsOf(id, from, keys), documentsOf(id, to, keys)]);
  return keys.filter((_, at) => {
    const [source, copy] = [here[at], there[at]];
    return !source || !copy || !isSame(source, copy);
  }).length;
}

async function documentsOf(
  id: string,
  store: VectorStore,
  keys: readonly string[],
): Promise<(EmbeddedDocument | null)[]> {
  const [documents, vectors] = await Promise.all([store.get(id, keys), store.getVectors(id, keys)]);
  return documents.map((document, at) => {
    const vector = vectors[at];
    return document && vector ? { ...document, vector } : null;
  });
}

function embedded({ documents, vectors }: ScanBatch, dimension: number): EmbeddedDocument[] {
  return documents.map((document, row) => ({
    ...document,
    vector: vectors.subarray(row * dimension, (row + 1) * dimension),
  }));
}

function isSame(a: EmbeddedDocument, b: EmbeddedDocument): boolean {
  return sameNumbers(a.vector, b.vector) && isDeepStrictEqual(plain(a), plain(b));
}

/** As JSON, since the stores' readers make objects of different prototypes. */
function plain({ key, title, text, url, publishedAt, fields }: Document): unknown {
  return JSON.parse(JSON.stringify([key, title, text, url, publishedAt, fields]));
}

function hasOthers(name: string, differing: number, extra: number): TopographError {
  const parts = [
    ...(extra > 0 ? [`${extra} that are not in the source`] : []),
    ...(differing > 0 ? [`${differing} with other content`] : []),
  ];
  return new TopographError(
    "CONFLICT",
    `The target has a collection ${name} already, with other documents (${parts.join(", ")}); nothing was written. ` +
      "--overwrite replaces them by those of the source.",
    { collection: name, extra, differing },
  );
}
