import type { Selectable } from "kysely";
import type { OpenDatabase } from "../database/open-database.js";
import type { RunsSchema } from "./schema.js";
import type { WatchRecord, WatchStore } from "./watch-store.js";

/** Watches in runs.db. */
export class SqliteWatchStore implements WatchStore {
  constructor(private readonly database: Pick<OpenDatabase<RunsSchema>, "writer">) {}

  async find(collectionId: string): Promise<WatchRecord | null> {
    const row = await this.database.writer
      .selectFrom("watches")
      .selectAll()
      .where("collection_id", "=", collectionId)
      .executeTakeFirst();
    return row ? toWatch(row) : null;
  }

  async list(): Promise<WatchRecord[]> {
    const rows = await this.database.writer.selectFrom("watches").selectAll().orderBy("collection_id").execute();
    return rows.map((row) => toWatch(row));
  }

  async put(watch: WatchRecord): Promise<void> {
    const values = {
      after_documents: watch.afterDocuments,
      every_minutes: watch.everyMinutes,
      window_days: watch.windowDays,
      recluster: JSON.stringify(watch.recluster),
      pending: watch.pending,
      since: watch.since,
      last_clustering_id: watch.lastClusteringId,
    };
    await this.database.writer
      .insertInto("watches")
      .values({ collection_id: watch.collectionId, ...values })
      .onConflict((conflict) => conflict.column("collection_id").doUpdateSet(values))
      .execute();
  }

  async asked(
    collectionId: string,
    { id, at, seen }: { readonly id: string; readonly at: number; readonly seen: number },
  ): Promise<void> {
    await this.database.writer
      .updateTable("watches")
      .set(({ eb }) => ({ pending: eb("pending", "-", seen), since: at, last_clustering_id: id }))
      .where("collection_id", "=", collectionId)
      .execute();
  }

  async remove(collectionId: string): Promise<void> {
    await this.database.writer.deleteFrom("watches").where("collection_id", "=", collectionId).execute();
  }
}

function toWatch(row: Selectable<RunsSchema["watches"]>): WatchRecord {
  return {
    collectionId: row.collection_id,
    afterDocuments: row.after_documents,
    everyMinutes: row.every_minutes,
    windowDays: row.window_days,
    recluster: JSON.parse(row.recluster) as object,
    pending: Math.max(0, row.pending),
    since: row.since,
    lastClusteringId: row.last_clustering_id,
  };
}
