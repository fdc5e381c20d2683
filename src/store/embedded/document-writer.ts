import { sql } from "kysely";
import type { OpenDatabase } from "../../database/open-database.js";
import type { EmbeddedDocument } from "../document.js";
import type { KnownCollection } from "./collection-catalog.js";
import { packVectors, toParameters } from "./document-row.js";
import { keyList } from "./filter-sql.js";
import type { DocumentsSchema } from "./schema.js";

/** Writes documents; each call is one transaction of the database worker. */
export class DocumentWriter {
  readonly #insertDocument: string;
  readonly #insertVector: string;

  constructor(private readonly database: OpenDatabase<DocumentsSchema>) {
    // Compiled once with placeholders; the worker runs them once for each document.
    this.#insertDocument = database.writer
      .insertInto("documents")
      .values({ collection: 0, key: "", title: "", text: "", url: "", published_at: 0, fields: "" })
      .onConflict((conflict) =>
        conflict.columns(["collection", "key"]).doUpdateSet(({ ref }) => ({
          title: ref("excluded.title"),
          text: ref("excluded.text"),
          url: ref("excluded.url"),
          published_at: ref("excluded.published_at"),
          fields: ref("excluded.fields"),
        })),
      )
      .compile().sql;
    this.#insertVector = database.writer
      .insertInto("vectors")
      .columns(["document", "vector"])
      .expression((build) =>
        build
          .selectFrom("documents")
          .select(["number", sql<Uint8Array>`${new Uint8Array(0)}`.as("vector")])
          .where("collection", "=", 0)
          .where("key", "=", ""),
      )
      .onConflict((conflict) =>
        conflict.column("document").doUpdateSet(({ ref }) => ({ vector: ref("excluded.vector") })),
      )
      .compile().sql;
  }

  /** Of two documents with one key the later one stays. */
  async upsert({ number, dimension }: KnownCollection, documents: readonly EmbeddedDocument[]): Promise<void> {
    const { blobs, buffer } = packVectors(documents, dimension);
    await this.database.connection.write(
      [
        { sql: this.#insertDocument, rows: documents.map((document) => [number, ...toParameters(document)]) },
        { sql: this.#insertVector, rows: documents.map(({ key }, index) => [blobs[index], number, key]) },
      ],
      [buffer],
    );
  }

  async delete({ number }: KnownCollection, keys: readonly string[]): Promise<number> {
    const { numDeletedRows } = await this.database.writer
      .deleteFrom("documents")
      .where("collection", "=", number)
      .where("key", "in", keyList(keys))
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }
}
