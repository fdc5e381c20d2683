import { TopographError } from "../../errors.js";
import type { EmbeddedDocument } from "../document.js";
import type { KnownCollection } from "./collection-catalog.js";
import { MAX_JSON_BYTES, MAX_VARCHAR_BYTES } from "./collection-schema.js";
import { storedUrl, toColumns } from "./document-row.js";
import { askableKeys } from "./document-reader.js";
import { ExpressionWriter } from "./expression-writer.js";
import { keyIsOneOf } from "./key-conditions.js";
import type { MilvusCapabilities } from "./milvus-capabilities.js";
import type { MilvusConnection } from "./milvus-connection.js";
import { MilvusRefusal, toRefusedError } from "./milvus-errors.js";
import type { RowReader } from "./row-reader.js";

const ROWS_AT_ONCE = 500;
/** Milvus takes 64 MB in one request. */
const BYTES_AT_ONCE = 16_000_000;

interface Written {
  readonly timestamp: string;
}

export class DocumentWriter {
  constructor(
    private readonly connection: MilvusConnection,
    private readonly capabilities: MilvusCapabilities,
    private readonly rows: RowReader,
  ) {}

  /**
   * Inserts or replaces. What can be known to be refused is refused before anything is written; beyond 500 documents a fault
   * between two requests leaves the earlier ones written, and the error says how many. Doing it again is always right.
   */
  async upsert(collection: KnownCollection, documents: readonly EmbeddedDocument[]): Promise<void> {
    // Milvus keeps both of two rows with one key in one request.
    const latest = [...new Map(documents.map((document) => [document.key, document])).values()];
    const sizes = latest.map((document) => checkSize(document));
    await collection.writes.run(async () => {
      for (let start = 0, end = 0; start < latest.length; start = end) {
        for (let bytes = 0; end < latest.length && end - start < ROWS_AT_ONCE; end++) {
          bytes += sizes[end] ?? 0;
          if (bytes > BYTES_AT_ONCE && end > start) break;
        }
        await this.#upsert(collection, latest.slice(start, end), start);
      }
    });
  }

  /** Milvus tells how many keys it was given, not how many were there: so they are looked up first. */
  async delete(collection: KnownCollection, keys: readonly string[]): Promise<number> {
    return collection.writes.run(async () => {
      const present: string[] = [];
      for await (const columns of this.rows.byKey(collection, askableKeys(collection, keys), ["key"])) {
        present.push(...columns.keys("key"));
      }
      for (let start = 0; start < present.length; start += ROWS_AT_ONCE) {
        const part = present.slice(start, start + ROWS_AT_ONCE);
        const { expression: expr, expr_template_values } = ExpressionWriter.write(
          [keyIsOneOf(collection.layout, part)],
          this.capabilities.expressionValues,
        );
        const request = { collection_name: collection.milvusName, expr, expr_template_values };
        const { timestamp } = await this.connection.call<Written>("Delete", request);
        await collection.reads.written(timestamp);
      }
      return present.length;
    });
  }

  async #upsert(collection: KnownCollection, documents: readonly EmbeddedDocument[], before: number): Promise<void> {
    try {
      const { timestamp } = await this.connection.call<Written>("Upsert", {
        collection_name: collection.milvusName,
        fields_data: toColumns(documents, collection.dimension),
        num_rows: documents.length,
      });
      await collection.reads.written(timestamp);
    } catch (error) {
      if (before === 0) throw error;
      if (error instanceof MilvusRefusal && (error.collectionIsMissing || error.collectionIsNotLoaded)) throw error;
      const fault = error instanceof MilvusRefusal ? toRefusedError(error) : error;
      if (!(fault instanceof TopographError)) throw fault;
      throw new TopographError(fault.code, fault.message, { ...fault.details, written: before }, { cause: error });
    }
  }
}

/** @returns about how many bytes the document takes in a request */
function checkSize({ key, title, text, url, fields, vector }: EmbeddedDocument): number {
  let total = vector.byteLength;
  const check = (part: string, value: string, max: number): void => {
    const bytes = Buffer.byteLength(value);
    total += bytes;
    if (bytes <= max) return;
    const message = `${part} of document ${JSON.stringify(key.slice(0, 100))} has ${bytes} UTF-8 bytes, at most ${max} are kept.`;
    throw new TopographError("TEXT_TOO_LONG", message, { argument: part, actual: bytes, max });
  };
  check("key", key, MAX_VARCHAR_BYTES);
  check("title", title, MAX_VARCHAR_BYTES);
  check("text", text, MAX_VARCHAR_BYTES);
  check("url", storedUrl(url), MAX_VARCHAR_BYTES);
  check("fields", JSON.stringify(fields), MAX_JSON_BYTES);
  return total;
}
