import type { Generated } from "kysely";
import type { Migrations } from "../database/migrate.js";
import type { SqlValue } from "../database/sqlite-connection.js";
import type { StoreKind } from "../store/vector-store.js";
import type { CollectionRecord } from "./collection-record.js";
import type { RecordColumns } from "./record-columns.js";
import type { ClusteringRecord, ProjectionRecord, RunStatus } from "./run-record.js";

/** The tables of runs.db. The columns that queries name have types; the others go through RecordColumns. */
export interface RunsSchema {
  collections: Row & {
    id: string;
    name: string;
    read_only: number;
    fingerprint: string | null;
    revision: number;
    store: StoreKind;
  };
  /** Deleted ones whose documents may still be there. */
  dropped_collections: { id: string; store: StoreKind };
  clusterings: Row & {
    id: string;
    collection_id: string;
    work_key: string;
    idempotency_key: string | null;
    status: RunStatus;
    requested_at: number;
    projection_id: string | null;
  };
  projections: Row & { id: string; collection_id: string; layout_key: string; status: RunStatus; created_at: number };
  artifacts: {
    number: Generated<number>;
    key: string;
    /** Names the chunks. Writers of one key have uploads of their own; the first to end wins. */
    upload: string;
    bytes: number;
    chunks: number;
    /** SHA-256 of each chunk, 32 bytes each. */
    digests: Uint8Array;
  };
  artifact_chunks: { upload: string; ordinal: number; data: Uint8Array };
  /** Runs in the order in which they took their place in the history of their collection. */
  run_traces: { number: Generated<number>; clustering_id: string; collection_id: string; scope: string };
  /** `title`: given by hand. */
  lineages: { id: string; collection_id: string; title: string | null };
  cluster_lineages: { clustering_id: string; label: number; lineage_id: string };
  topic_changes: {
    number: Generated<number>;
    clustering_id: string;
    collection_id: string;
    kind: string;
    lineage_id: string;
    title: string;
    before_clusters: string;
    after_clusters: string;
    shared_documents: number;
    at: number;
  };
  watches: {
    collection_id: string;
    after_documents: number;
    every_minutes: number | null;
    window_days: number | null;
    /** JSON. */
    recluster: string;
    pending: number;
    since: number;
    last_clustering_id: string | null;
  };
}

type Row = Record<string, SqlValue>;

export const COLLECTION_COLUMNS: RecordColumns<CollectionRecord> = {
  id: ["id", "plain"],
  name: ["name", "plain"],
  metric: ["metric", "plain"],
  dimension: ["dimension", "plain"],
  store: ["store", "plain"],
  model: ["model", "json"],
  readOnly: ["read_only", "boolean"],
  source: ["source", "json"],
  fingerprint: ["fingerprint", "json"],
  revision: ["revision", "plain"],
  createdAt: ["created_at", "plain"],
};

export const CLUSTERING_COLUMNS: RecordColumns<ClusteringRecord> = {
  id: ["id", "plain"],
  collectionId: ["collection_id", "plain"],
  params: ["params", "json"],
  projectionParams: ["projection_params", "json"],
  workKey: ["work_key", "plain"],
  idempotencyKey: ["idempotency_key", "plain"],
  requestHash: ["request_hash", "plain"],
  status: ["status", "plain"],
  stage: ["stage", "plain"],
  progress: ["progress", "plain"],
  requestedAt: ["requested_at", "plain"],
  startedAt: ["started_at", "plain"],
  finishedAt: ["finished_at", "plain"],
  collectionRevision: ["collection_revision", "plain"],
  artifacts: ["artifacts", "json"],
  projectionId: ["projection_id", "plain"],
  summary: ["summary", "json"],
  stages: ["stages", "json"],
  warnings: ["warnings", "json"],
  error: ["error", "json"],
  attempts: ["attempts", "plain"],
};

export const PROJECTION_COLUMNS: RecordColumns<ProjectionRecord> = {
  id: ["id", "plain"],
  collectionId: ["collection_id", "plain"],
  layoutKey: ["layout_key", "plain"],
  rowsKey: ["rows_key", "plain"],
  params: ["params", "json"],
  status: ["status", "plain"],
  progress: ["progress", "plain"],
  clusteringId: ["clustering_id", "plain"],
  createdAt: ["created_at", "plain"],
  error: ["error", "json"],
};

export const RUNS_MIGRATIONS: Migrations = {
  "0001-runs": {
    async up({ schema }) {
      await schema
        .createTable("collections")
        .addColumn("id", "text", (column) => column.notNull().primaryKey())
        .addColumn("name", "text", (column) => column.notNull().unique())
        .addColumn("metric", "text", (column) => column.notNull())
        .addColumn("dimension", "integer", (column) => column.notNull())
        .addColumn("store", "text", (column) => column.notNull())
        .addColumn("model", "text")
        .addColumn("read_only", "integer", (column) => column.notNull())
        .addColumn("revision", "integer", (column) => column.notNull())
        .addColumn("created_at", "integer", (column) => column.notNull())
        .execute();
      await schema
        .createTable("clusterings")
        .addColumn("id", "text", (column) => column.notNull().primaryKey())
        .addColumn("collection_id", "text", (column) =>
          column.notNull().references("collections.id").onDelete("cascade"),
        )
        .addColumn("params", "text", (column) => column.notNull())
        .addColumn("projection_params", "text")
        .addColumn("work_key", "text", (column) => column.notNull())
        .addColumn("idempotency_key", "text")
        .addColumn("status", "text", (column) => column.notNull())
        .addColumn("stage", "text")
        .addColumn("progress", "real", (column) => column.notNull())
        .addColumn("requested_at", "integer", (column) => column.notNull())
        .addColumn("started_at", "integer")
        .addColumn("finished_at", "integer")
        .addColumn("collection_revision", "integer", (column) => column.notNull())
        .addColumn("artifacts", "text", (column) => column.notNull())
        .addColumn("projection_id", "text")
        .addColumn("summary", "text")
        .addColumn("stages", "text", (column) => column.notNull())
        .addColumn("warnings", "text", (column) => column.notNull())
        .addColumn("error", "text")
        .addColumn("attempts", "integer", (column) => column.notNull())
        // NULLs are distinct: any number of runs may have no key.
        .addUniqueConstraint("clusterings_idempotency", ["collection_id", "idempotency_key"])
        .execute();
      await schema
        .createIndex("clusterings_newest")
        .on("clusterings")
        .columns(["collection_id", "requested_at", "id"])
        .execute();
      await schema.createIndex("clusterings_work").on("clusterings").columns(["collection_id", "work_key"]).execute();
      await schema.createIndex("clusterings_status").on("clusterings").columns(["status", "requested_at"]).execute();
      await schema.createIndex("clusterings_projection").on("clusterings").column("projection_id").execute();
      await schema
        .createTable("projections")
        .addColumn("id", "text", (column) => column.notNull().primaryKey())
        .addColumn("collection_id", "text", (column) =>
          column.notNull().references("collections.id").onDelete("cascade"),
        )
        .addColumn("layout_key", "text", (column) => column.notNull())
        .addColumn("rows_key", "text", (column) => column.notNull())
        .addColumn("params", "text", (column) => column.notNull())
        .addColumn("status", "text", (column) => column.notNull())
        .addColumn("progress", "real", (column) => column.notNull())
        .addColumn("clustering_id", "text", (column) => column.notNull())
        .addColumn("created_at", "integer", (column) => column.notNull())
        .addColumn("error", "text")
        .addUniqueConstraint("projections_layout", ["collection_id", "layout_key"])
        .execute();
      await schema
        .createIndex("projections_newest")
        .on("projections")
        .columns(["collection_id", "created_at", "id"])
        .execute();
      await schema
        .createTable("artifacts")
        .addColumn("number", "integer", (column) => column.primaryKey())
        .addColumn("key", "text", (column) => column.notNull().unique())
        .addColumn("upload", "text", (column) => column.notNull().unique())
        .addColumn("bytes", "integer", (column) => column.notNull())
        .addColumn("chunks", "integer", (column) => column.notNull())
        .addColumn("digests", "blob", (column) => column.notNull())
        .execute();
      await schema
        .createTable("artifact_chunks")
        .addColumn("upload", "text", (column) => column.notNull())
        .addColumn("ordinal", "integer", (column) => column.notNull())
        .addColumn("data", "blob", (column) => column.notNull())
        .addPrimaryKeyConstraint("artifact_chunks_place", ["upload", "ordinal"])
        .execute();
    },
  },
  "0002-request-hash": {
    async up({ schema }) {
      await schema.alterTable("clusterings").addColumn("request_hash", "text").execute();
    },
  },
  "0003-dropped-collections": {
    async up({ schema }) {
      await schema
        .createTable("dropped_collections")
        .addColumn("id", "text", (column) => column.notNull().primaryKey())
        .execute();
    },
  },
  "0004-store-of-dropped-collections": {
    async up({ schema }) {
      // There was no other store when those that are listed were dropped.
      await schema
        .alterTable("dropped_collections")
        .addColumn("store", "text", (column) => column.notNull().defaultTo("EMBEDDED"))
        .execute();
    },
  },
  "0005-lineages": {
    async up({ schema }) {
      await schema
        .createTable("run_traces")
        .addColumn("number", "integer", (column) => column.primaryKey().autoIncrement())
        .addColumn("clustering_id", "text", (column) =>
          column.notNull().unique().references("clusterings.id").onDelete("cascade"),
        )
        .addColumn("collection_id", "text", (column) => column.notNull())
        .addColumn("scope", "text", (column) => column.notNull())
        .execute();
      await schema
        .createIndex("run_traces_newest")
        .on("run_traces")
        .columns(["collection_id", "scope", "number"])
        .execute();
      await schema
        .createTable("lineages")
        .addColumn("id", "text", (column) => column.notNull().primaryKey())
        .addColumn("collection_id", "text", (column) =>
          column.notNull().references("collections.id").onDelete("cascade"),
        )
        .addColumn("title", "text")
        .execute();
      await schema.createIndex("lineages_collection").on("lineages").column("collection_id").execute();
      await schema
        .createTable("cluster_lineages")
        .addColumn("clustering_id", "text", (column) =>
          column.notNull().references("clusterings.id").onDelete("cascade"),
        )
        .addColumn("label", "integer", (column) => column.notNull())
        .addColumn("lineage_id", "text", (column) => column.notNull().references("lineages.id").onDelete("cascade"))
        .addPrimaryKeyConstraint("cluster_lineages_cluster", ["clustering_id", "label"])
        .execute();
      await schema.createIndex("cluster_lineages_lineage").on("cluster_lineages").column("lineage_id").execute();
      await schema
        .createTable("topic_changes")
        // Numbers are not used again: a client pages by them.
        .addColumn("number", "integer", (column) => column.primaryKey().autoIncrement())
        .addColumn("clustering_id", "text", (column) =>
          column.notNull().references("clusterings.id").onDelete("cascade"),
        )
        .addColumn("collection_id", "text", (column) => column.notNull())
        .addColumn("kind", "text", (column) => column.notNull())
        // No reference: what is told of a topic stays as long as the run that told it.
        .addColumn("lineage_id", "text", (column) => column.notNull())
        .addColumn("title", "text", (column) => column.notNull())
        .addColumn("before_clusters", "text", (column) => column.notNull())
        .addColumn("after_clusters", "text", (column) => column.notNull())
        .addColumn("shared_documents", "integer", (column) => column.notNull())
        .addColumn("at", "integer", (column) => column.notNull())
        .execute();
      await schema
        .createIndex("topic_changes_newest")
        .on("topic_changes")
        .columns(["collection_id", "number"])
        .execute();
      await schema.createIndex("topic_changes_run").on("topic_changes").column("clustering_id").execute();
    },
  },
  "0006-attached-collections": {
    async up({ schema }) {
      await schema.alterTable("collections").addColumn("source", "text").execute();
      await schema.alterTable("collections").addColumn("fingerprint", "text").execute();
    },
  },
  "0007-watches": {
    async up({ schema }) {
      await schema
        .createTable("watches")
        .addColumn("collection_id", "text", (column) =>
          column.notNull().primaryKey().references("collections.id").onDelete("cascade"),
        )
        .addColumn("after_documents", "integer", (column) => column.notNull())
        .addColumn("every_minutes", "integer")
        .addColumn("window_days", "real")
        .addColumn("recluster", "text", (column) => column.notNull())
        .addColumn("pending", "integer", (column) => column.notNull())
        .addColumn("since", "integer", (column) => column.notNull())
        .addColumn("last_clustering_id", "text", (column) => column.references("clusterings.id").onDelete("set null"))
        .execute();
    },
  },
};
