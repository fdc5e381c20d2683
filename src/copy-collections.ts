import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CopyConfig } from "./config.js";
import { lockDataDir } from "./database/data-dir-lock.js";
import { TopographError } from "./errors.js";
import { openMilvus } from "./open-stores.js";
import type { CollectionRecord } from "./runs/collection-record.js";
import { openRuns } from "./runs/open-runs.js";
import type { RunStore } from "./runs/run-store.js";
import { noCollection } from "./services/collection-service.js";
import { copyDocuments, type CopyReport } from "./services/copy-documents.js";
import { openEmbeddedStore } from "./store/embedded/open-embedded-store.js";
import type { StoreKind, VectorStore } from "./store/vector-store.js";

export interface CopyRequest {
  readonly to: StoreKind;
  /** Null: every collection that is not there yet. */
  readonly names: readonly string[] | null;
  readonly overwrite: boolean;
  /** Drops the documents at the source when the copy has been verified. */
  readonly removeSource: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (collection: string, done: number, total: number) => void;
  /** Told that the store that is copied to, or from, is away and will be asked again. */
  readonly onRetry: (message: string) => void;
  readonly onCopied: (copied: CopiedCollection) => void;
}

export interface CopiedCollection extends CopyReport {
  readonly collection: string;
  readonly sourceRemoved: boolean;
}

/**
 * Brings collections of a data directory, which no server may use meanwhile, from the embedded store to Milvus or back.
 * From the moment a copy is verified the collection is served from there, under its id, with its name and runs; what
 * was in the old store stays unless it is to be removed. Repeated after a stop, it goes on.
 */
export async function copyCollections({ dataDir, milvus }: CopyConfig, request: CopyRequest): Promise<void> {
  if (!existsSync(join(dataDir, "runs.db"))) {
    throw new TopographError("NOT_FOUND", `There is no store in ${dataDir}; set DATA_DIR to the server's folder.`);
  }
  const closers: (() => unknown)[] = [];
  try {
    const lock = lockDataDir(dataDir);
    closers.push(() => lock.release());
    const { runs, close } = await openRuns(dataDir, { log: { warn: () => undefined } });
    closers.push(close);
    const embedded = await openEmbeddedStore(dataDir);
    closers.push(() => embedded.close());
    const server = await openMilvus(milvus);
    closers.push(() => server.close());
    // The first answer tells a wrong address or token from a server that is away for a moment.
    await server.capabilities();
    const [from, to] = request.to === "MILVUS" ? [embedded, server] : [server, embedded];
    for (const collection of await chosen(runs, request)) await copyOne(collection, { runs, from, to }, request);
  } finally {
    for (const each of closers.reverse()) await each();
  }
}

interface Stores {
  readonly runs: RunStore;
  readonly from: VectorStore;
  readonly to: VectorStore;
}

async function copyOne(
  collection: CollectionRecord,
  { runs, from, to }: Stores,
  { overwrite, removeSource, signal, onProgress, onRetry, onCopied }: CopyRequest,
): Promise<void> {
  const { id, name } = collection;
  const report = await copyDocuments(collection, from, to, {
    overwrite,
    signal,
    onProgress: (done, total) => onProgress(name, done, total),
    onRetry: ({ message }) => onRetry(message),
  });
  await runs.moveCollection(id, to.kind);
  if (removeSource) await from.dropCollection(id);
  onCopied({ ...report, collection: name, sourceRemoved: removeSource });
}

async function chosen(runs: RunStore, { names, to }: CopyRequest): Promise<CollectionRecord[]> {
  if (names === null) {
    const all: CollectionRecord[] = [];
    for (let after: string | undefined; ;) {
      const page = await runs.listCollections({ limit: 100, ...(after === undefined ? {} : { after }) });
      all.push(...page);
      after = page.at(-1)?.name;
      if (after === undefined) break;
    }
    return all.filter(({ store, readOnly }) => store !== to && !readOnly);
  }
  return Promise.all(
    names.map(async (name) => {
      const collection = await runs.collectionByName(name);
      if (!collection) throw noCollection(name);
      if (collection.readOnly) {
        throw new TopographError(
          "COLLECTION_READ_ONLY",
          `Collection ${name} belongs to another program; it is served from where it is.`,
        );
      }
      if (collection.store === to) {
        const place = to === "MILVUS" ? "in Milvus" : "in the embedded store";
        throw new TopographError("CONFLICT", `Collection ${name} is ${place} already.`, { collection: name });
      }
      return collection;
    }),
  );
}
