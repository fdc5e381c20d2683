import { createHash } from "node:crypto";
import type { FileRow, KeyedDocument } from "../../ingest/document-file.js";
import type { VectorFile } from "../../ingest/vector-file.js";
import type { DocumentInput } from "../operations.generated.js";

/** Documents to send in one request, with the line of the file that each came from. */
export interface DocumentBatch {
  readonly documents: readonly DocumentInput[];
  readonly lines: readonly number[];
}

export interface RowRejection {
  readonly line: number;
  readonly key: string | null;
  readonly code: string;
  readonly reason: string;
}

export interface BatchLimits {
  readonly maxDocuments: number;
  /** Of the request's JSON, roughly; one document alone may exceed it. */
  readonly maxBytes: number;
}

/** Cuts the rows of a file into requests of bounded size; rows that cannot be used go to `onRejection`. */
export async function* documentBatches(
  rows: AsyncIterable<FileRow>,
  vectors: VectorFile | null,
  limits: BatchLimits,
  onRejection: (rejection: RowRejection) => void,
): AsyncGenerator<DocumentBatch> {
  let documents: DocumentInput[] = [];
  let lines: number[] = [];
  let bytes = 0;
  const vectorOf = new Map<string, string>();
  for await (const row of rows) {
    if ("fault" in row) {
      onRejection({ line: row.line, key: null, ...row.fault });
      continue;
    }
    const vector = vectors === null ? row.document.vector : await vectors.row(row.index);
    const numbers = vector === null ? null : plainNumbers(vector);
    if (numbers?.some((value) => !Number.isFinite(value)) === true) {
      const reason = "the vector has NaN or infinity, or a number beyond single precision";
      onRejection({ line: row.line, key: row.document.key, code: "INVALID_VECTOR", reason });
      continue;
    }
    if (vectors !== null && numbers !== null) {
      // Rows may repeat a document. With another vector the later one would overwrite the earlier, each time again.
      const digest = createHash("sha1").update(Float32Array.from(numbers)).digest("base64");
      const before = vectorOf.get(row.document.key) ?? digest;
      vectorOf.set(row.document.key, before);
      if (before !== digest) {
        const reason = "repeats an earlier row's key with another vector";
        onRejection({ line: row.line, key: row.document.key, code: "CONFLICT", reason });
        continue;
      }
    }
    const document = toInput(row.document, numbers);
    const size = Buffer.byteLength(JSON.stringify({ ...document, vector: null })) + 13 * (numbers?.length ?? 0);
    if (documents.length > 0 && (documents.length >= limits.maxDocuments || bytes + size > limits.maxBytes)) {
      yield { documents, lines };
      [documents, lines, bytes] = [[], [], 0];
    }
    documents.push(document);
    lines.push(row.line);
    bytes += size;
  }
  if (documents.length > 0) yield { documents, lines };
}

function toInput(
  { key, title, text, url, publishedAt, fields }: KeyedDocument,
  vector: number[] | null,
): DocumentInput {
  return {
    key,
    title,
    text,
    url,
    publishedAt: publishedAt === null ? null : new Date(publishedAt).toISOString(),
    fields,
    ...(vector === null ? {} : { vector }),
  };
}

/** Nine digits name a single-precision number exactly; the seventeen of its double would double the request. */
function plainNumbers(vector: ArrayLike<number>): number[] {
  return Array.from(vector, (value) => Number(Math.fround(value).toPrecision(9)));
}
