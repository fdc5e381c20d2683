import type { Document, EmbeddedDocument, JsonObject } from "../document.js";
import type { MilvusColumns } from "./milvus-columns.js";
import { floatsToBytes } from "./milvus-messages.js";

/**
 * Milvus before 2.5 has no null, so null has a value of its own: a date no clock shows (one below the smallest safe integer)
 * and, as an empty address is the rare case, the empty text. An empty address then is one character that none contains.
 */
export const NO_DATE = -(2 ** 53);
const EMPTY_URL = "\u0001";

/** Rows as the columns of an upsert. */
export function toColumns(documents: readonly EmbeddedDocument[], dimension: number): object[] {
  const texts = (name: string, value: (document: Document) => string): object => ({
    type: "VarChar",
    field_name: name,
    scalars: { string_data: { data: documents.map(value) } },
  });
  const vectors = new Float32Array(documents.length * dimension);
  documents.forEach(({ vector }, row) => vectors.set(vector, row * dimension));
  return [
    texts("key", ({ key }) => key),
    texts("title", ({ title }) => title),
    texts("text", ({ text }) => text),
    texts("url", ({ url }) => storedUrl(url)),
    {
      type: "Int64",
      field_name: "publishedAt",
      scalars: { long_data: { data: documents.map(({ publishedAt }) => String(publishedAt ?? NO_DATE)) } },
    },
    {
      type: "JSON",
      field_name: "fields",
      scalars: { json_data: { data: documents.map(({ fields }) => Buffer.from(JSON.stringify(fields))) } },
    },
    {
      type: "FloatVector",
      field_name: "vector",
      vectors: { dim: String(dimension), float_vector: { data: floatsToBytes(vectors) } },
    },
  ];
}

export function toDocuments(columns: MilvusColumns): Document[] {
  const [keys, titles, texts, urls] = (["key", "title", "text", "url"] as const).map((name) => columns.strings(name));
  const dates = columns.longs("publishedAt");
  const fields = columns.json("fields");
  return (keys ?? []).map((key, row) => ({
    key,
    title: titles?.[row] ?? "",
    text: texts?.[row] ?? "",
    url: readUrl(urls?.[row] ?? ""),
    publishedAt: readDate(dates[row]),
    fields: readFields(fields[row]),
  }));
}

/** The bytes of a text column's entry. */
export function storedUrl(url: string | null): string {
  if (url === null) return "";
  return url === "" || url.startsWith(EMPTY_URL) ? EMPTY_URL + url : url;
}

function readUrl(stored: string): string | null {
  if (stored === "") return null;
  return stored.startsWith(EMPTY_URL) ? stored.slice(EMPTY_URL.length) : stored;
}

export function readDate(digits: string | undefined): number | null {
  const date = Number(digits ?? NO_DATE);
  return date === NO_DATE ? null : date;
}

export function readFields(bytes: Uint8Array | undefined): JsonObject {
  return bytes
    ? (JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()) as JsonObject)
    : {};
}
