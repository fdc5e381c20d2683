import { sql, type Generated } from "kysely";
import type { Migrations } from "../../database/migrate.js";
import type { Metric } from "../vector-store.js";

/** The tables of documents.db. */
export interface DocumentsSchema {
  collections: CollectionTable;
  documents: DocumentTable;
  vectors: VectorTable;
}

export interface CollectionTable {
  number: Generated<number>;
  id: string;
  name: string;
  metric: Metric;
  dimension: number;
  /** 1 while the documents of a dropped collection are being removed, which goes on at the next start. */
  dropped: Generated<number>;
}

export interface DocumentTable {
  number: Generated<number>;
  collection: number;
  /** Collation BINARY: the order of the UTF-8 bytes. */
  key: string;
  title: string;
  text: string;
  url: string | null;
  published_at: number | null;
  /** JSON. */
  fields: string;
}

/** Apart from the documents, so that a filter does not read past the vectors. */
export interface VectorTable {
  document: number;
  /** Float32, little-endian. */
  vector: Uint8Array;
}

export const DOCUMENTS_MIGRATIONS: Migrations = {
  "0001-documents": {
    async up(database) {
      await database.schema
        .createTable("collections")
        .addColumn("number", "integer", (column) => column.primaryKey().autoIncrement())
        .addColumn("id", "text", (column) => column.notNull().unique())
        .addColumn("name", "text", (column) => column.notNull())
        .addColumn("metric", "text", (column) => column.notNull())
        .addColumn("dimension", "integer", (column) => column.notNull())
        .addColumn("dropped", "integer", (column) => column.notNull().defaultTo(0))
        .execute();
      await database.schema
        .createTable("documents")
        // Numbers are not used again: the search thread may know a deleted document for a moment longer.
        .addColumn("number", "integer", (column) => column.primaryKey().autoIncrement())
        .addColumn("collection", "integer", (column) => column.notNull().references("collections.number"))
        .addColumn("key", "text", (column) => column.notNull())
        .addColumn("title", "text", (column) => column.notNull())
        .addColumn("text", "text", (column) => column.notNull())
        .addColumn("url", "text")
        .addColumn("published_at", "integer")
        .addColumn("fields", "text", (column) => column.notNull())
        .addUniqueConstraint("documents_key", ["collection", "key"])
        .execute();
      await database.schema
        .createTable("vectors")
        .addColumn("document", "integer", (column) =>
          column.primaryKey().references("documents.number").onDelete("cascade"),
        )
        .addColumn("vector", sql`blob`, (column) => column.notNull())
        .execute();
    },
  },
};
