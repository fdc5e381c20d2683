import { sql, type SqlBool } from "kysely";
import { TopographError } from "../../errors.js";
import type { OpenDatabase } from "../../database/open-database.js";
import type { StoreCollection } from "../vector-store.js";
import type { DocumentsSchema } from "./schema.js";

/** A collection with its number, by which the other tables know it. */
export interface KnownCollection extends StoreCollection {
  readonly number: number;
}

/** Documents removed at a time when a collection is dropped, so that other writes get their turn. */
const PURGE_BATCH = 2000;

/** The collections of the file. They are few and nobody else writes the file, so they are held in memory. */
export class CollectionCatalog {
  readonly #collections = new Map<string, KnownCollection>();

  private constructor(private readonly database: OpenDatabase<DocumentsSchema>) {}

  /** Reads the collections, and ends what a stopped process was removing. */
  static async load(database: OpenDatabase<DocumentsSchema>): Promise<CollectionCatalog> {
    const catalog = new CollectionCatalog(database);
    for (const { dropped, ...collection } of await database.writer.selectFrom("collections").selectAll().execute()) {
      if (dropped) await catalog.#purge(collection.number);
      else catalog.#collections.set(collection.id, collection);
    }
    return catalog;
  }

  get(id: string): KnownCollection {
    const collection = this.#collections.get(id);
    if (!collection)
      throw new TopographError("NOT_FOUND", "The collection does not exist in the vector store.", { collection: id });
    return collection;
  }

  /** Creating the same collection again is no change: whoever was stopped between two steps may repeat both. */
  async create({ id, name, metric, dimension }: StoreCollection): Promise<void> {
    const added = await this.database.writer
      .insertInto("collections")
      .values({ id, name, metric, dimension })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .returning("number")
      .executeTakeFirst();
    if (added) {
      this.#collections.set(id, { id, name, metric, dimension, number: added.number });
      return;
    }
    const present = this.#collections.get(id);
    if (present?.name === name && present.metric === metric && present.dimension === dimension) return;
    throw new TopographError("CONFLICT", "The vector store has another collection with this id.", { collection: id });
  }

  /** From the first moment nothing finds the collection; resolves when its documents are gone. */
  async drop(id: string): Promise<KnownCollection | null> {
    const collection = this.#collections.get(id);
    if (!collection) return null;
    this.#collections.delete(id);
    try {
      await this.database.writer
        .updateTable("collections")
        .set({ dropped: 1 })
        .where("number", "=", collection.number)
        .execute();
    } catch (error) {
      this.#collections.set(id, collection);
      throw error;
    }
    await this.#purge(collection.number);
    return collection;
  }

  async #purge(collection: number): Promise<void> {
    const { writer } = this.database;
    // In the order of the numbers, where neighbors share pages; the plus keeps SQLite from taking the index by key.
    const own = sql<SqlBool>`+collection = ${collection}`;
    for (let last = 0; ;) {
      const batch = writer.selectFrom("documents").select("number").where("number", ">", last).where(own);
      const numbers = await batch.orderBy("number").limit(PURGE_BATCH).execute();
      const end = numbers.at(-1);
      if (!end) break;
      await writer
        .deleteFrom("documents")
        .where("number", ">", last)
        .where("number", "<=", end.number)
        .where(own)
        .execute();
      last = end.number;
    }
    await writer.deleteFrom("collections").where("number", "=", collection).execute();
  }
}
