import { newsDocuments } from "./news-vectors.js";

/** A document as the API takes it in. */
export interface DocumentInput {
  readonly key?: string | null;
  readonly title?: string | null;
  readonly text: string;
  readonly url?: string | null;
  readonly publishedAt?: string | null;
  readonly fields?: Readonly<Record<string, unknown>> | null;
  readonly vector?: readonly number[] | null;
}

/** The first `count` of the news documents, each with its vector. */
export function newsInputs(count: number): DocumentInput[] {
  return newsDocuments(count).map(({ vector, publishedAt, ...rest }) => ({
    ...rest,
    publishedAt: new Date(publishedAt ?? 0).toISOString(),
    vector: Array.from(vector),
  }));
}
