import { workerData } from "node:worker_threads";
import { SqliteConnection } from "../../database/sqlite-connection.js";
import { Moved, serveWorker } from "../../database/worker-host.js";
import { CollectionIndex } from "./collection-index.js";
import { IndexCache } from "./index-cache.js";
import type { SearchMethods } from "./search-task.js";

/** After this long without a search its working memory, some hundred megabytes, goes back. */
const REST_AFTER_MS = 20_000;
/** Collections searched longest ago go when those in memory are larger together: some 650,000 vectors of 384 numbers. */
const MAX_INDEX_BYTES = 2 ** 30;

const { path } = workerData as { path: string };
let open: SqliteConnection | null = null;
const connection = (): SqliteConnection => (open ??= new SqliteConnection(path, { readOnly: true }));

const indexes = new IndexCache(MAX_INDEX_BYTES);
let restTimer: NodeJS.Timeout | undefined;
let resting: Promise<unknown> = Promise.resolve();

function rest(): void {
  resting = indexes.rest().catch(() => undefined);
}

serveWorker<SearchMethods>({
  async search(task, signal) {
    clearTimeout(restTimer);
    await resting;
    try {
      const { collection, dimension } = task;
      const load = (): Promise<CollectionIndex> => CollectionIndex.load(connection(), collection, dimension, signal);
      const index = await indexes.use(collection, load);
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
      await indexes.forget(collection);
      throw error;
    }
    return null;
  },

  async forget({ collection }) {
    await indexes.forget(collection);
    return null;
  },
});
