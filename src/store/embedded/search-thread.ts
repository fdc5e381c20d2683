import { sql, type Kysely } from "kysely";
import { WorkerChannel } from "../../database/worker-channel.js";
import { workerEntry } from "../../worker-entry.js";
import type { DocumentFilter } from "../document-filter.js";
import type { SearchHit, SearchRequest, SearchTarget } from "../vector-store.js";
import type { KnownCollection } from "./collection-catalog.js";
import { restrict } from "./document-reader.js";
import type { DocumentsSchema } from "./schema.js";
import { toHits, type SearchMethods, type SearchTask } from "./search-task.js";

/** Hits that one message brings back; more would hold up the main thread for long. */
const HITS_AT_ONCE = 20_000;

/**
 * Searches in a thread of their own, which reads the file itself and keeps the vectors it has searched. Tell it of each
 * write once it is committed and before it is acknowledged: calls are answered in order, so a later search sees it.
 */
export class SearchThread {
  readonly #channel: WorkerChannel<SearchMethods>;

  constructor(
    path: string,
    private readonly database: Kysely<DocumentsSchema>,
  ) {
    this.#channel = new WorkerChannel("search worker", workerEntry(import.meta.url, "./search.worker"), { path });
  }

  async search(
    { number, dimension }: KnownCollection,
    request: SearchRequest,
    signal?: AbortSignal,
  ): Promise<(SearchHit[] | null)[]> {
    const { target, k } = request;
    const filter = request.filter ? this.#numbersOf(number, request.filter) : null;
    const lists: (SearchHit[] | null)[] = [];
    for (const part of partsOf(target, dimension, Math.max(1, Math.floor(HITS_AT_ONCE / k)))) {
      const task: SearchTask = { collection: number, dimension, target: part, k, filter };
      lists.push(...toHits(await this.#channel.call("search", task, { signal })));
    }
    return lists;
  }

  changed(collection: number, keys: readonly string[]): void {
    this.#tell("changed", { collection, keys });
  }

  forget(collection: number): void {
    this.#tell("forget", { collection });
  }

  async close(): Promise<void> {
    await this.#channel.close();
  }

  /** Where it fails the thread holds nothing any more, or nothing of the collection, and will read it anew. */
  #tell<Name extends "changed" | "forget">(method: Name, argument: SearchMethods[Name]["argument"]): void {
    if (this.#channel.running) this.#channel.call(method, argument).catch(() => undefined);
  }

  #numbersOf(collection: number, filter: DocumentFilter): SearchTask["filter"] {
    const numbers = sql<string>`json_group_array(documents.number)`.as("numbers");
    const { sql: statement, parameters } = restrict(this.database.selectFrom("documents"), collection, filter)
      .select(numbers)
      .compile();
    return { sql: statement, parameters };
  }
}

function* partsOf(target: SearchTarget, dimension: number, size: number): Generator<SearchTarget> {
  if ("keys" in target) {
    for (let start = 0; start < target.keys.length; start += size)
      yield { keys: target.keys.slice(start, start + size) };
    return;
  }
  const { vectors } = target;
  for (let start = 0; start < vectors.length; start += size * dimension) {
    // A copy, since a message takes along the whole buffer under a view.
    yield { vectors: vectors.slice(start, start + size * dimension) };
  }
}
