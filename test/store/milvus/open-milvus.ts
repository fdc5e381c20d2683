import { randomUUID } from "node:crypto";
import { MilvusStore, type MilvusStoreSettings } from "../../../src/store/milvus/milvus-store.js";
import type { VectorStore } from "../../../src/store/vector-store.js";
import type { StoreUnderTest } from "../../contract/vector-store.contract.js";

/** Opens a store whose collections are dropped at the end, as the server outlives the test. */
export async function openMilvus(settings: MilvusStoreSettings): Promise<StoreUnderTest> {
  const made = new Set<string>();
  const open = (): VectorStore => {
    const store = new MilvusStore(settings);
    const { createCollection, dropCollection } = store;
    store.createCollection = async (collection) => {
      made.add(collection.id);
      await createCollection.call(store, collection);
    };
    store.dropCollection = async (id) => {
      await dropCollection.call(store, id);
      made.delete(id);
    };
    return store;
  };
  let store = open();
  // A first answer, so that a test does not wait for it.
  await store.dropCollection(randomUUID());
  return {
    store,
    async reopen() {
      await store.close();
      store = open();
      return store;
    },
    async cleanUp() {
      for (const id of made) await store.dropCollection(id).catch(() => undefined);
      await store.close();
    },
  };
}
