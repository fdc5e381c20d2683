import { setImmediate } from "node:timers/promises";
import { encodeText } from "../../database/text-encoding.js";
import type { SqliteConnection } from "../../database/sqlite-connection.js";
import { exactHits } from "../../numeric/knn/exact-hits.js";
import { gatherRows } from "../../numeric/knn/gather-rows.js";
import { RowSearch } from "../../onnx/row-search.js";
import { compareKeys } from "../key-order.js";
import { toVector } from "./document-row.js";
import type { SearchLists, SearchTask } from "./search-task.js";

const LOAD = `select documents.number as number, key, vector
  from documents join vectors on vectors.document = documents.number
  where collection = ? and key > ? order by key limit ?`;
const LOAD_FIRST = LOAD.replace("key > ?", "key >= ?");
const LOAD_CHANGED = `select documents.number as number, key, vector
  from documents join vectors on vectors.document = documents.number
  where collection = ? and key in (select value from json_each(?))`;
const COUNT = "select count(*) as documents from documents where collection = ?";
const LOAD_PAGE = 2000;
const CHANGED_PAGE = 1000;

interface VectorRow {
  readonly number: number;
  readonly key: string;
  readonly vector: Uint8Array;
}

interface Mask {
  /** The filter and the state of the index it belongs to. */
  readonly of: string;
  readonly allowed: Uint8Array;
}

/** A key, its document's number and their places in two maps, roughly. */
const ROW_BYTES = 200;

/** The vectors of one collection in memory, with the key and the document number of each row. */
export class CollectionIndex {
  readonly #keys: string[] = [];
  readonly #numbers: number[] = [];
  readonly #rowOfKey = new Map<string, number>();
  readonly #rowOfNumber = new Map<number, number>();
  readonly #freeRows: number[] = [];
  #version = 0;
  #mask: Mask | null = null;

  private constructor(
    private readonly connection: SqliteConnection,
    private readonly collection: number,
    private readonly rows: RowSearch,
  ) {}

  /** Reads the collection in pages. What is written meanwhile must be reported to `refresh` afterwards. */
  static async load(
    connection: SqliteConnection,
    collection: number,
    dimension: number,
    signal: AbortSignal,
  ): Promise<CollectionIndex> {
    const expected = connection.execute(COUNT, [collection]).rows[0]?.documents as number;
    let vectors = new Float32Array(expected * dimension);
    const found: VectorRow[] = [];
    let sql = LOAD_FIRST;
    for (let after = ""; ; sql = LOAD) {
      signal.throwIfAborted();
      const page = connection.execute(sql, [collection, after, LOAD_PAGE]).rows as unknown as VectorRow[];
      for (const { number, key, vector } of page) {
        // Documents that came since the count are reported as changed later.
        if (found.length === expected) break;
        new Uint8Array(vectors.buffer).set(vector, found.length * vector.byteLength);
        found.push({ number, key, vector: EMPTY });
      }
      const last = page.at(-1);
      if (!last || page.length < LOAD_PAGE) break;
      after = last.key;
      await setImmediate();
    }
    if (found.length < expected) vectors = vectors.slice(0, found.length * dimension);
    const index = new CollectionIndex(connection, collection, RowSearch.of(vectors, dimension));
    found.forEach(({ number, key }, row) => index.#name(row, key, number));
    return index;
  }

  /** What it holds in memory, roughly. */
  get bytes(): number {
    return this.rows.vectors.byteLength + this.rows.rowLimit * ROW_BYTES;
  }

  /** Reads these documents again: changed, new or gone. */
  refresh(keys: readonly string[]): void {
    this.#version++;
    for (let start = 0; start < keys.length; start += CHANGED_PAGE) {
      const part = new Set(keys.slice(start, start + CHANGED_PAGE));
      const list = JSON.stringify([...part].map(encodeText));
      const present = this.connection.execute(LOAD_CHANGED, [this.collection, list]).rows as unknown as VectorRow[];
      for (const { number, key, vector } of present) {
        part.delete(key);
        this.#set(key, number, toVector(vector));
      }
      for (const key of part) this.#remove(key);
    }
  }

  async search({ target, k, filter }: SearchTask, signal: AbortSignal): Promise<SearchLists> {
    const { dimension } = this.rows;
    let queries: Float32Array;
    let exclude: Int32Array | undefined;
    // For each target its place among the queries; -1 where there is no such document.
    let places: Int32Array;
    if ("keys" in target) {
      const known = target.keys.map((key) => this.#rowOfKey.get(key) ?? -1);
      exclude = Int32Array.from(known.filter((row) => row !== -1));
      queries = gatherRows(this.rows.vectors, dimension, exclude);
      let next = 0;
      places = Int32Array.from(known, (row) => (row === -1 ? -1 : next++));
    } else {
      queries = target.vectors;
      places = Int32Array.from({ length: queries.length / dimension }, (_, place) => place);
    }
    const mask = filter ? this.#allowed(filter) : undefined;
    const { counts, indices, distances } = await exactHits(
      {
        vectors: this.rows.vectors,
        dimension,
        candidates: this.rows,
        queries,
        k,
        before: (a, b) => compareKeys(this.#keys[a] ?? "", this.#keys[b] ?? "") < 0,
        ...(mask && { mask }),
        ...(exclude && { exclude }),
      },
      { shouldStop: () => signal.aborted },
    );
    return this.#named(places, counts, indices, distances, k);
  }

  /** Frees the working memory of searches; the vectors stay. */
  async rest(): Promise<void> {
    await this.rows.release();
  }

  #set(key: string, number: number, vector: Float32Array): void {
    const row = this.#rowOfKey.get(key) ?? this.#freeRows.pop() ?? this.rows.rowLimit;
    this.rows.set(row, vector);
    this.#name(row, key, number);
  }

  #remove(key: string): void {
    const row = this.#rowOfKey.get(key);
    if (row === undefined) return;
    this.rows.remove(row);
    this.#rowOfKey.delete(key);
    this.#rowOfNumber.delete(this.#numbers[row] ?? -1);
    this.#freeRows.push(row);
  }

  #name(row: number, key: string, number: number): void {
    this.#keys[row] = key;
    this.#numbers[row] = number;
    this.#rowOfKey.set(key, row);
    this.#rowOfNumber.set(number, row);
  }

  /** 1 for each row that the filter lets through. Kept for the next search, which often has the same filter. */
  #allowed({ sql, parameters }: NonNullable<SearchTask["filter"]>): Uint8Array {
    const of = JSON.stringify([this.#version, sql, parameters]);
    if (this.#mask?.of === of) return this.#mask.allowed;
    const allowed = new Uint8Array(this.rows.rowLimit);
    const numbers = this.connection.execute(sql, parameters).rows[0]?.numbers as string;
    for (const number of JSON.parse(numbers) as number[]) {
      const row = this.#rowOfNumber.get(number);
      if (row !== undefined) allowed[row] = 1;
    }
    this.#mask = { of, allowed };
    return allowed;
  }

  /** Rows as keys, each key once however often it was found. */
  #named(places: Int32Array, counts: Int32Array, indices: Int32Array, distances: Float64Array, k: number): SearchLists {
    const keys: string[] = [];
    const nameOfRow = new Map<number, number>();
    const names = indices.map((row) => {
      if (row === -1) return -1;
      let name = nameOfRow.get(row);
      if (name === undefined) {
        name = keys.push(this.#keys[row] ?? "") - 1;
        nameOfRow.set(row, name);
      }
      return name;
    });
    return { places, counts, keys, names, distances, k };
  }
}

const EMPTY = new Uint8Array(0);
