import type { Kysely, Selectable } from "kysely";
import type { OpenDatabase } from "../database/open-database.js";
import type { ClusterLineage, ClusterRef, RunTrace, TopicChangeRecord } from "./lineage-record.js";
import type { ChangePage, LineageStore } from "./lineage-store.js";
import { fromRow } from "./record-columns.js";
import type { ClusteringRecord } from "./run-record.js";
import { CLUSTERING_COLUMNS, type RunsSchema } from "./schema.js";

/** Rows of one statement; SQLite takes 32,766 parameters. */
const ROWS_A_STATEMENT = 1000;

/** Lineages in runs.db. A lineage goes with the last cluster that has it. */
export class SqliteLineageStore implements LineageStore {
  constructor(private readonly database: Pick<OpenDatabase<RunsSchema>, "writer">) {}

  async untraced(collectionId: string): Promise<ClusteringRecord[]> {
    const rows = await this.database.writer
      .selectFrom("clusterings")
      .leftJoin("run_traces", "run_traces.clustering_id", "clusterings.id")
      .selectAll("clusterings")
      .where("clusterings.collection_id", "=", collectionId)
      .where("clusterings.status", "=", "SUCCEEDED")
      .where("run_traces.number", "is", null)
      .orderBy("clusterings.finished_at")
      .orderBy("clusterings.requested_at")
      .orderBy("clusterings.id")
      .execute();
    return rows.map((row) => fromRow<ClusteringRecord>(row, CLUSTERING_COLUMNS));
  }

  async tracedRuns(
    collectionId: string,
    scope: { readonly is: string } | { readonly isNot: string },
    limit: number,
  ): Promise<ClusteringRecord[]> {
    const [operator, value] = "is" in scope ? (["=", scope.is] as const) : (["!=", scope.isNot] as const);
    const rows = await this.database.writer
      .selectFrom("run_traces")
      .innerJoin("clusterings", "clusterings.id", "run_traces.clustering_id")
      .selectAll("clusterings")
      .where("run_traces.collection_id", "=", collectionId)
      .where("run_traces.scope", operator, value)
      .orderBy("run_traces.number", "desc")
      .limit(limit)
      .execute();
    return rows.map((row) => fromRow<ClusteringRecord>(row, CLUSTERING_COLUMNS));
  }

  async addTrace({ runId, collectionId, scope, lineages, changes }: RunTrace): Promise<void> {
    await this.database.writer.transaction().execute(async (transaction) => {
      const run = await transaction.selectFrom("clusterings").select("id").where("id", "=", runId).executeTakeFirst();
      if (!run) return;
      const { numInsertedOrUpdatedRows } = await transaction
        .insertInto("run_traces")
        .values({ clustering_id: runId, collection_id: collectionId, scope })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow();
      if (!numInsertedOrUpdatedRows) return;
      for (const ids of batches([...new Set(lineages)])) {
        await transaction
          .insertInto("lineages")
          .values(ids.map((id) => ({ id, collection_id: collectionId, title: null })))
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
      const clusters = lineages.map((lineageId, label) => ({ clustering_id: runId, label, lineage_id: lineageId }));
      for (const rows of batches(clusters)) await transaction.insertInto("cluster_lineages").values(rows).execute();
      const changed = changes.map(({ kind, lineageId, title, before, after, sharedDocuments, at }) => ({
        clustering_id: runId,
        collection_id: collectionId,
        kind,
        lineage_id: lineageId,
        title,
        before_clusters: JSON.stringify(before),
        after_clusters: JSON.stringify(after),
        shared_documents: sharedDocuments,
        at,
      }));
      for (const rows of batches(changed)) await transaction.insertInto("topic_changes").values(rows).execute();
    });
  }

  async lineagesOf(runId: string): Promise<ClusterLineage[] | null> {
    const rows = await this.database.writer
      .selectFrom("cluster_lineages")
      .innerJoin("lineages", "lineages.id", "cluster_lineages.lineage_id")
      .select(["cluster_lineages.lineage_id as lineageId", "lineages.title as givenTitle"])
      .where("cluster_lineages.clustering_id", "=", runId)
      .orderBy("cluster_lineages.label")
      .execute();
    if (rows.length > 0) return rows;
    const trace = await this.database.writer
      .selectFrom("run_traces")
      .select("number")
      .where("clustering_id", "=", runId)
      .executeTakeFirst();
    return trace ? [] : null;
  }

  async setTitle(lineageId: string, title: string | null): Promise<boolean> {
    const { numUpdatedRows } = await this.database.writer
      .updateTable("lineages")
      .set({ title })
      .where("id", "=", lineageId)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  async listChanges(collectionId: string, { limit, before, kinds }: ChangePage): Promise<TopicChangeRecord[]> {
    let query = this.#changes(collectionId, kinds).orderBy("topic_changes.number", "desc").limit(limit);
    if (before !== undefined) query = query.where("topic_changes.number", "<", before);
    return (await query.execute()).map(toChange);
  }

  async changesSince(
    collectionId: string,
    number: number,
    { limit, kinds }: Pick<ChangePage, "limit" | "kinds">,
  ): Promise<TopicChangeRecord[]> {
    const rows = await this.#changes(collectionId, kinds)
      .where("topic_changes.number", ">", number)
      .orderBy("topic_changes.number")
      .limit(limit)
      .execute();
    return rows.map(toChange);
  }

  async newestChange(collectionId: string): Promise<number> {
    const row = await this.database.writer
      .selectFrom("topic_changes")
      .select(({ fn }) => fn.max("number").as("newest"))
      .where("collection_id", "=", collectionId)
      .executeTakeFirst();
    return Number(row?.newest ?? 0);
  }

  #changes(collectionId: string, kinds: readonly string[] | undefined) {
    const query = this.database.writer
      .selectFrom("topic_changes")
      .leftJoin("lineages", "lineages.id", "topic_changes.lineage_id")
      .selectAll("topic_changes")
      .select("lineages.title as givenTitle")
      .where("topic_changes.collection_id", "=", collectionId);
    return kinds ? query.where("topic_changes.kind", "in", kinds) : query;
  }

  async countChanges(collectionId: string, kinds?: readonly string[]): Promise<number> {
    let query = this.database.writer
      .selectFrom("topic_changes")
      .select(({ fn }) => fn.countAll<number>().as("changes"))
      .where("collection_id", "=", collectionId);
    if (kinds) query = query.where("kind", "in", kinds);
    return (await query.executeTakeFirstOrThrow()).changes;
  }
}

function toChange(
  row: Selectable<RunsSchema["topic_changes"]> & { readonly givenTitle: string | null },
): TopicChangeRecord {
  return {
    number: row.number,
    collectionId: row.collection_id,
    runId: row.clustering_id,
    kind: row.kind,
    lineageId: row.lineage_id,
    title: row.title,
    givenTitle: row.givenTitle,
    before: JSON.parse(row.before_clusters) as ClusterRef[],
    after: JSON.parse(row.after_clusters) as ClusterRef[],
    sharedDocuments: row.shared_documents,
    at: row.at,
  };
}

/** Called in the transaction that removes a run. */
export async function removeOrphanedLineages(database: Kysely<RunsSchema>, collectionId: string): Promise<void> {
  await database
    .deleteFrom("lineages")
    .where("collection_id", "=", collectionId)
    .where("id", "not in", (clusters) => clusters.selectFrom("cluster_lineages").select("lineage_id"))
    .execute();
}

function* batches<T>(rows: readonly T[]): Generator<T[]> {
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) yield rows.slice(start, start + ROWS_A_STATEMENT);
}
