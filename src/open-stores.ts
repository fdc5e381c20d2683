import { readFile } from "node:fs/promises";
import type { Config, MilvusConfig } from "./config.js";
import { TopographError } from "./errors.js";
import type { RunStore } from "./runs/run-store.js";
import { openEmbeddedStore } from "./store/embedded/open-embedded-store.js";
import type { AttachedLookup } from "./store/milvus/collection-catalog.js";
import { MilvusStore } from "./store/milvus/milvus-store.js";
import { StoreRouter } from "./store/store-router.js";
import type { AttachedCollection, VectorStore } from "./store/vector-store.js";

/**
 * The stores of a server as one: the embedded one for what is in its folder, and Milvus, where an address is set, for all
 * that is new. Milvus need not be there yet.
 */
export async function openStores(config: Pick<Config, "dataDir" | "milvus">, runs: RunStore): Promise<VectorStore> {
  const milvus = config.milvus && (await openMilvus(config.milvus, (id) => attachedCollection(runs, id)));
  const embedded = await openEmbeddedStore(config.dataDir);
  return new StoreRouter({
    main: milvus ?? embedded,
    stores: milvus ? [embedded, milvus] : [embedded],
    kindOf: (id) => runs.storeOf(id),
  });
}

/** @throws TopographError INVALID_CONFIGURATION where the certificates cannot be read */
export async function openMilvus(
  { uri, token, database, caFile, deadlineMs, index }: MilvusConfig,
  attached?: AttachedLookup,
): Promise<MilvusStore> {
  return new MilvusStore({
    ...(attached && { attached }),
    uri,
    deadlineMs,
    index,
    ...(token !== null && { token }),
    ...(database !== null && { database }),
    ...(caFile !== null && { rootCertificate: await readCertificates(caFile) }),
  });
}

async function attachedCollection(runs: RunStore, id: string): Promise<AttachedCollection | null> {
  const collection = await runs.collectionById(id);
  const source = collection?.source ?? null;
  return collection && source && { ...collection, source };
}

async function readCertificates(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new TopographError(
      "INVALID_CONFIGURATION",
      `Change these environment variables:\n  MILVUS_CA_FILE: ${file} cannot be read`,
      { faults: ["MILVUS_CA_FILE"] },
      { cause: error },
    );
  }
}
