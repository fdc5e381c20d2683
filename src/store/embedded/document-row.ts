import type { Selectable } from "kysely";
import type { Document, EmbeddedDocument, JsonObject } from "../document.js";
import type { DocumentTable } from "./schema.js";

export const DOCUMENT_COLUMNS = ["key", "title", "text", "url", "published_at", "fields"] as const;
export type DocumentRow = Pick<Selectable<DocumentTable>, (typeof DOCUMENT_COLUMNS)[number]>;

export function toDocument(row: DocumentRow): Document {
  const { key, title, text, url } = row;
  return { key, title, text, url, publishedAt: row.published_at, fields: JSON.parse(row.fields) as JsonObject };
}

/** In the order of DOCUMENT_COLUMNS. */
export function toParameters({ key, title, text, url, publishedAt, fields }: Document): (string | number | null)[] {
  return [key, title, text, url, publishedAt, JSON.stringify(fields)];
}

/** The vectors of `documents` as blobs of one new buffer, which can change threads in one piece. */
export function packVectors(
  documents: readonly EmbeddedDocument[],
  dimension: number,
): { blobs: Uint8Array[]; buffer: ArrayBuffer } {
  const packed = new Float32Array(documents.length * dimension);
  const bytes = dimension * Float32Array.BYTES_PER_ELEMENT;
  const blobs = documents.map(({ vector }, index) => {
    packed.set(vector, index * dimension);
    return new Uint8Array(packed.buffer, index * bytes, bytes);
  });
  return { blobs, buffer: packed.buffer };
}

/** A copy: a blob may start anywhere in its buffer, and belongs to the database. */
export function toVector(blob: Uint8Array): Float32Array {
  const vector = new Float32Array(blob.byteLength / Float32Array.BYTES_PER_ELEMENT);
  new Uint8Array(vector.buffer).set(blob);
  return vector;
}
