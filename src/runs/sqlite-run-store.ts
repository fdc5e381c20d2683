import type { StoreKind } from "../store/vector-store.js";
import type { Kysely, SelectQueryBuilder, Transaction } from "kysely";
import { TopographError } from "../errors.js";
import type { OpenDatabase } from "../database/open-database.js";
import type { SqlRow } from "../database/sqlite-connection.js";
import type { CollectionFingerprint, CollectionRecord } from "./collection-record.js";
import { fromRow, toRow } from "./record-columns.js";
import type { ClusteringRecord, ProjectionRecord, RunStatus } from "./run-record.js";
import type { RunPage, RunStore } from "./run-store.js";
import { removeOrphanedLineages } from "./sqlite-lineage-store.js";
import { CLUSTERING_COLUMNS, COLLECTION_COLUMNS, PROJECTION_COLUMNS, type RunsSchema } from "./schema.js";

const UNFINISHED = ["QUEUED", "RUNNING"] as const satisfies readonly RunStatus[];
/** Rows read on the main thread at most: the API's longest page, and the one more that tells whether there is a next. */
const SMALL_PAGE = 101;

type Database = Kysely<RunsSchema> | Transaction<RunsSchema>;
type ClusteringChange = Partial<Omit<ClusteringRecord, "id" | "collectionId">>;
type ProjectionChange = Partial<Omit<ProjectionRecord, "id" | "collectionId">>;

/** Collections and runs in runs.db. */
export class SqliteRunStore implements RunStore {
  constructor(private readonly database: Pick<OpenDatabase<RunsSchema>, "writer" | "reader">) {}

  async createCollection(collection: CollectionRecord): Promise<void> {
    const values = toRow(collection, COLLECTION_COLUMNS) as RunsSchema["collections"];
    const { numInsertedOrUpdatedRows } = await this.database.writer
      .insertInto("collections")
      .values(values)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if (!numInsertedOrUpdatedRows) {
      throw new TopographError(
        "CONFLICT",
        `A collection named ${JSON.stringify(collection.name)} exists; choose another name.`,
        { name: collection.name },
      );
    }
  }

  async collectionByName(name: string): Promise<CollectionRecord | null> {
    return one(await this.#collections().where("name", "=", name).execute(), toCollection);
  }

  async collectionById(id: string): Promise<CollectionRecord | null> {
    return one(await this.#collections().where("id", "=", id).execute(), toCollection);
  }

  async listCollections({
    after,
    limit,
  }: {
    readonly after?: string;
    readonly limit: number;
  }): Promise<CollectionRecord[]> {
    let query = this.#pages(limit).selectFrom("collections").selectAll().orderBy("name").limit(limit);
    if (after !== undefined) query = query.where("name", ">", after);
    return (await query.execute()).map(toCollection);
  }

  countCollections(): Promise<number> {
    return count(this.database.reader.selectFrom("collections"));
  }

  async moveCollection(id: string, store: StoreKind): Promise<void> {
    const moved = await this.database.writer
      .updateTable("collections")
      .set(({ eb }) => ({ store, ...(store === "EMBEDDED" && { revision: eb("revision", "+", 1) }) }))
      .where("id", "=", id)
      .returning("id")
      .executeTakeFirst();
    found(moved, "collection");
  }

  async bumpRevision(collectionId: string, documents = 0): Promise<number> {
    return this.database.writer.transaction().execute(async (transaction) => {
      const updated = await transaction
        .updateTable("collections")
        .set(({ eb }) => ({ revision: eb("revision", "+", 1) }))
        .where("id", "=", collectionId)
        .returning("revision")
        .executeTakeFirst();
      if (documents > 0) {
        await transaction
          .updateTable("watches")
          .set(({ eb }) => ({ pending: eb("pending", "+", documents) }))
          .where("collection_id", "=", collectionId)
          .execute();
      }
      return found(updated, "collection").revision;
    });
  }

  async noteFingerprint(
    collectionId: string,
    before: CollectionFingerprint | null,
    now: CollectionFingerprint,
    isChange: boolean,
  ): Promise<CollectionRecord | null> {
    await this.database.writer
      .updateTable("collections")
      .set(({ eb }) => ({
        fingerprint: JSON.stringify(now),
        ...(isChange && { revision: eb("revision", "+", 1) }),
      }))
      .where("id", "=", collectionId)
      .where("fingerprint", before === null ? "is" : "=", before === null ? null : JSON.stringify(before))
      .execute();
    const row = await this.database.writer
      .selectFrom("collections")
      .selectAll()
      .where("id", "=", collectionId)
      .executeTakeFirst();
    return row ? toCollection(row) : null;
  }

  async deleteCollection(id: string): Promise<void> {
    await this.database.writer.transaction().execute(async (transaction) => {
      const deleted = await transaction
        .deleteFrom("collections")
        .where("id", "=", id)
        .returning(["store", "read_only"])
        .executeTakeFirst();
      if (deleted && deleted.read_only === 0)
        await transaction.insertInto("dropped_collections").values({ id, store: deleted.store }).execute();
    });
  }

  async storeOf(id: string): Promise<StoreKind | null> {
    for (const table of ["collections", "dropped_collections"] as const) {
      const row = await this.database.writer.selectFrom(table).select("store").where("id", "=", id).executeTakeFirst();
      if (row) return row.store;
    }
    return null;
  }

  async droppedCollections(): Promise<string[]> {
    const rows = await this.database.writer.selectFrom("dropped_collections").select("id").orderBy("id").execute();
    return rows.map(({ id }) => id);
  }

  async forgetDropped(id: string): Promise<void> {
    await this.database.writer.deleteFrom("dropped_collections").where("id", "=", id).execute();
  }

  async insertClustering(run: ClusteringRecord): Promise<void> {
    const values = toRow(run, CLUSTERING_COLUMNS) as RunsSchema["clusterings"];
    const { numInsertedOrUpdatedRows } = await this.database.writer
      .insertInto("clusterings")
      .values(values)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if (!numInsertedOrUpdatedRows)
      throw new TopographError("CONFLICT", "A clustering with this id or idempotency key exists.");
  }

  updateClustering(id: string, change: ClusteringChange): Promise<ClusteringRecord> {
    return updateClustering(this.database.writer, id, change);
  }

  async clusteringById(id: string): Promise<ClusteringRecord | null> {
    return one(await this.#clusterings().where("id", "=", id).execute(), toClustering);
  }

  async clusteringByIdempotencyKey(collectionId: string, key: string): Promise<ClusteringRecord | null> {
    const query = this.#clusterings().where("collection_id", "=", collectionId).where("idempotency_key", "=", key);
    return one(await query.execute(), toClustering);
  }

  async clusteringByWorkKey(collectionId: string, workKey: string): Promise<ClusteringRecord | null> {
    const query = this.#newestClusterings(collectionId)
      .where("work_key", "=", workKey)
      .where("status", "in", [...UNFINISHED, "SUCCEEDED"]);
    return one(await query.limit(1).execute(), toClustering);
  }

  async newestClustering(collectionId: string, status: RunStatus): Promise<ClusteringRecord | null> {
    return one(
      await this.#newestClusterings(collectionId).where("status", "=", status).limit(1).execute(),
      toClustering,
    );
  }

  async listClusterings(collectionId: string, { after, limit }: RunPage): Promise<ClusteringRecord[]> {
    let query = this.#newestClusterings(collectionId, this.#pages(limit)).limit(limit);
    if (after)
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple("requested_at", "id"), "<", tuple(after.time, after.id)),
      );
    return (await query.execute()).map(toClustering);
  }

  countClusterings(collectionId: string): Promise<number> {
    return count(this.database.reader.selectFrom("clusterings").where("collection_id", "=", collectionId));
  }

  async unfinishedClusterings(): Promise<ClusteringRecord[]> {
    const query = this.#clusterings().where("status", "in", UNFINISHED).orderBy("requested_at").orderBy("id");
    return (await query.execute()).map(toClustering);
  }

  async deleteClustering(id: string): Promise<boolean> {
    return this.database.writer.transaction().execute(async (transaction) => {
      await inheritProjections(transaction, id);
      const deleted = await transaction
        .deleteFrom("clusterings")
        .where("id", "=", id)
        .returning("collection_id")
        .executeTakeFirst();
      if (deleted) await removeOrphanedLineages(transaction, deleted.collection_id);
      return deleted !== undefined;
    });
  }

  async insertProjection(projection: ProjectionRecord): Promise<void> {
    const values = toRow(projection, PROJECTION_COLUMNS) as RunsSchema["projections"];
    const { numInsertedOrUpdatedRows } = await this.database.writer
      .insertInto("projections")
      .values(values)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if (!numInsertedOrUpdatedRows)
      throw new TopographError("CONFLICT", "A projection with this id or of this layout exists.");
  }

  updateProjection(id: string, change: ProjectionChange): Promise<ProjectionRecord> {
    return updateProjection(this.database.writer, id, change);
  }

  async projectionById(id: string): Promise<ProjectionRecord | null> {
    return one(await this.#projections().where("id", "=", id).execute(), toProjection);
  }

  async projectionByLayoutKey(collectionId: string, layoutKey: string): Promise<ProjectionRecord | null> {
    const query = this.#projections().where("collection_id", "=", collectionId).where("layout_key", "=", layoutKey);
    return one(await query.execute(), toProjection);
  }

  async newestProjection(collectionId: string, status: RunStatus): Promise<ProjectionRecord | null> {
    return one(
      await this.#newestProjections(collectionId).where("status", "=", status).limit(1).execute(),
      toProjection,
    );
  }

  async listProjections(collectionId: string, { after, limit }: RunPage): Promise<ProjectionRecord[]> {
    let query = this.#newestProjections(collectionId, this.#pages(limit)).limit(limit);
    if (after)
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple("created_at", "id"), "<", tuple(after.time, after.id)),
      );
    return (await query.execute()).map(toProjection);
  }

  countProjections(collectionId: string): Promise<number> {
    return count(this.database.reader.selectFrom("projections").where("collection_id", "=", collectionId));
  }

  /** Runs that showed it show none from then on. */
  async deleteProjection(id: string): Promise<boolean> {
    return this.database.writer.transaction().execute(async (transaction) => {
      await transaction
        .updateTable("clusterings")
        .set({ projection_id: null })
        .where("projection_id", "=", id)
        .execute();
      const { numDeletedRows } = await transaction
        .deleteFrom("projections")
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    });
  }

  async publish(
    { id, ...change }: Pick<ClusteringRecord, "id"> & Partial<ClusteringRecord>,
    projectionId: string | null,
  ): Promise<ClusteringRecord> {
    return this.database.writer.transaction().execute(async (transaction) => {
      const run = await transaction.selectFrom("clusterings").select("status").where("id", "=", id).executeTakeFirst();
      const { status } = found(run, "clustering");
      if (!UNFINISHED.some((unfinished) => unfinished === status)) {
        throw new TopographError("CONFLICT", `A clustering that has ended (${status}) cannot be published.`, {
          status,
        });
      }
      if (projectionId !== null)
        await updateProjection(transaction, projectionId, { status: "SUCCEEDED", progress: 1, error: null });
      return updateClustering(transaction, id, {
        ...change,
        ...(projectionId === null ? {} : { projectionId }),
        status: "SUCCEEDED",
        progress: 1,
        error: null,
      });
    });
  }

  #pages(limit: number): Kysely<RunsSchema> {
    return limit <= SMALL_PAGE ? this.database.reader : this.database.writer;
  }

  #collections() {
    return this.database.reader.selectFrom("collections").selectAll();
  }

  #clusterings(database = this.database.reader) {
    return database.selectFrom("clusterings").selectAll();
  }

  #newestClusterings(collectionId: string, database = this.database.reader) {
    return this.#clusterings(database)
      .where("collection_id", "=", collectionId)
      .orderBy("requested_at", "desc")
      .orderBy("id", "desc");
  }

  #projections(database = this.database.reader) {
    return database.selectFrom("projections").selectAll();
  }

  #newestProjections(collectionId: string, database = this.database.reader) {
    return this.#projections(database)
      .where("collection_id", "=", collectionId)
      .orderBy("created_at", "desc")
      .orderBy("id", "desc");
  }
}

/** The layouts of a run that goes fall to the first other run that uses them, where there is one. */
async function inheritProjections(database: Database, clusteringId: string): Promise<void> {
  const left = await database
    .selectFrom("projections")
    .select("id")
    .where("clustering_id", "=", clusteringId)
    .execute();
  for (const { id } of left) {
    const heir = await database
      .selectFrom("clusterings")
      .select("id")
      .where("projection_id", "=", id)
      .where("id", "!=", clusteringId)
      .orderBy("requested_at")
      .orderBy("id")
      .executeTakeFirst();
    if (heir) await updateProjection(database, id, { clusteringId: heir.id });
  }
}

async function updateClustering(database: Database, id: string, change: ClusteringChange): Promise<ClusteringRecord> {
  // `id` keeps the change from being empty, which SQL has no words for.
  const values = { ...toRow<ClusteringRecord>(change, CLUSTERING_COLUMNS), id };
  const updated = await database
    .updateTable("clusterings")
    .set(values)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
  return toClustering(found(updated, "clustering"));
}

async function updateProjection(database: Database, id: string, change: ProjectionChange): Promise<ProjectionRecord> {
  const values = { ...toRow<ProjectionRecord>(change, PROJECTION_COLUMNS), id };
  const updated = await database
    .updateTable("projections")
    .set(values)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
  return toProjection(found(updated, "projection"));
}

const toCollection = (row: SqlRow): CollectionRecord => fromRow(row, COLLECTION_COLUMNS);
const toClustering = (row: SqlRow): ClusteringRecord => fromRow(row, CLUSTERING_COLUMNS);
const toProjection = (row: SqlRow): ProjectionRecord => fromRow(row, PROJECTION_COLUMNS);

function one<Item>(rows: readonly SqlRow[], toItem: (row: SqlRow) => Item): Item | null {
  return rows[0] ? toItem(rows[0]) : null;
}

function found<T>(row: T | undefined, what: string): T {
  if (row === undefined) throw new TopographError("NOT_FOUND", `The ${what} does not exist.`);
  return row;
}

async function count<Table extends keyof RunsSchema>(
  query: SelectQueryBuilder<RunsSchema, Table, object>,
): Promise<number> {
  const { rows } = await query.select(({ fn }) => fn.countAll<number>().as("rows")).executeTakeFirstOrThrow();
  return rows;
}
