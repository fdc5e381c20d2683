import { randomUUID } from "node:crypto";
import type { GraphqlClient } from "../client/graphql-client.js";
import { RequestError } from "../client/request-error.js";
import { withRetries } from "../client/retry.js";
import { IngestDocumentsDocument } from "../operations.generated.js";
import type { DocumentBatch, RowRejection } from "./document-batches.js";

export interface BatchCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejections: readonly RowRejection[];
}

export interface SendOptions {
  readonly collection: string;
  readonly signal: AbortSignal;
  readonly onRetry: (error: unknown, pauseMs: number) => void;
  readonly pauses?: readonly number[];
}

/**
 * Sends documents until the server has acknowledged them. A request that got no answer is repeated: every document has a
 * key, so that it cannot come in twice, and the idempotency key gives the first answer again. One that is too large is sent
 * in halves; documents that are no input at all are rejected without the rest.
 */
export async function sendBatch(
  client: GraphqlClient,
  batch: DocumentBatch,
  options: SendOptions,
): Promise<BatchCounts> {
  if (batch.documents.length === 0) return { inserted: 0, updated: 0, unchanged: 0, rejections: [] };
  const idempotencyKey = randomUUID();
  const variables = { collection: options.collection, documents: [...batch.documents], idempotencyKey };
  try {
    const work = () => client.request(IngestDocumentsDocument, variables, options.signal);
    const { ingestDocuments } = await withRetries(work, options.onRetry, options.pauses);
    const { inserted, updated, unchanged, rejected } = ingestDocuments;
    const rejections = rejected.map(({ index, code, message }) => reject(batch, index, code, message));
    return { inserted, updated, unchanged, rejections };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    if (error.status === 413 || error.code === "PAYLOAD_TOO_LARGE") return sendHalves(client, batch, options, error);
    return sendWithoutNamed(client, batch, options, error);
  }
}

async function sendHalves(
  client: GraphqlClient,
  batch: DocumentBatch,
  options: SendOptions,
  error: RequestError,
): Promise<BatchCounts> {
  if (batch.documents.length === 1) {
    return {
      inserted: 0,
      updated: 0,
      unchanged: 0,
      rejections: [reject(batch, 0, error.code, error.faults[0]?.message ?? "")],
    };
  }
  const middle = batch.documents.length >> 1;
  const first = await sendBatch(
    client,
    part(batch, (at) => at < middle),
    options,
  );
  const second = await sendBatch(
    client,
    part(batch, (at) => at >= middle),
    options,
  );
  return sum(first, second);
}

/** A value that is no input (`"documents[3].publishedAt"`) makes the server refuse the request before it looks at a row. */
async function sendWithoutNamed(
  client: GraphqlClient,
  batch: DocumentBatch,
  options: SendOptions,
  error: RequestError,
): Promise<BatchCounts> {
  const named = new Map<number, string>();
  for (const { message } of error.faults) {
    const index = Number(/"documents\[(\d+)\]/.exec(message)?.[1] ?? -1);
    if (index >= 0 && index < batch.documents.length) named.set(index, message);
  }
  if (named.size === 0) throw error;
  const rejections = [...named].map(([index, message]) => reject(batch, index, error.code, message));
  const rest = await sendBatch(
    client,
    part(batch, (at) => !named.has(at)),
    options,
  );
  return sum({ inserted: 0, updated: 0, unchanged: 0, rejections }, rest);
}

function part(batch: DocumentBatch, keep: (at: number) => boolean): DocumentBatch {
  return { documents: batch.documents.filter((_, at) => keep(at)), lines: batch.lines.filter((_, at) => keep(at)) };
}

function sum(a: BatchCounts, b: BatchCounts): BatchCounts {
  return {
    inserted: a.inserted + b.inserted,
    updated: a.updated + b.updated,
    unchanged: a.unchanged + b.unchanged,
    rejections: [...a.rejections, ...b.rejections],
  };
}

function reject(batch: DocumentBatch, index: number, code: string, reason: string): RowRejection {
  return { line: batch.lines[index] ?? 0, key: batch.documents[index]?.key ?? null, code, reason };
}
