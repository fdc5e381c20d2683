import { workerData } from "node:worker_threads";
import { SqliteConnection } from "../../database/sqlite-connection.js";
import { Moved, serveWorker } from "../../database/worker-host.js";
import { CollectionIndex } from "./collection-index.js";
import type { SearchMethods } from "./search-task.js";

/** After this long without a search its working memory, some hundred megabytes, goes back. */
const REST_AFTER_MS = 20_000;

const { path } = workerData as { path: string };
let open: SqliteConnection | null = null;
const connection = (): SqliteConnection => (open ??= new SqliteConnection(path, { readOnly: true }));

const indexes = new Map<number, CollectionIndex>();
let restTimer: NodeJS.Timeout | undefined;
let resting: Promise<unknown> = Promise.resolve();

function rest(): void {
  resting = Promise.all([...indexes.values()].map((index) => index.rest())).catch(() => undefined);
}

async function drop(collection: number): Promise<void> {
  const index = indexes.get(collection);
  indexes.delete(collection);
  await index?.rest();
}

serveWorker<SearchMethods>({
  async search(task, signal) {
    clearTimeout(restTimer);
    await resting;
    try {
      let index = indexes.get(task.collection);
      if (!index) {
        index = await CollectionIndex.load(connection(), task.collection, task.dimension, signal);
        indexes.set(task.collection, index);
      }
      const lists = await index.search(task, signal);
      const { places, counts, names, distances } = lists;
      return new Moved(lists, [places.buffer, counts.buffer, names.buffer, distances.buffer] as ArrayBuffer[]);
    } finally {
      restTimer = setTimeout(rest, REST_AFTER_MS).unref();
    }
  },

  async changed({ collection, keys }) {
    try {
      indexes.get(collection)?.refresh(keys);
    } catch (error) {
      // Half refreshed it would give wrong answers: the next search loads it anew.
      await drop(collection);
      throw error;
    }
    return null;
  },

  async forget({ collection }) {
    await drop(collection);
    return null;
  },
});
