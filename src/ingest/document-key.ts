import { createHash } from "node:crypto";

/**
 * The key of a document that has none of its own: a hash of title and text, and the how-manyth document with just these it
 * is in its file (from 1), so that a repeated text is a document of its own and the same file gives the same keys again.
 */
export function contentKey(title: string, text: string, occurrence: number): string {
  // As JSON, since plain joining would give ("a b", "") and ("a", "b") one hash.
  const hash = createHash("sha256")
    .update(JSON.stringify([title, text]), "utf8")
    .digest("hex")
    .slice(0, 32);
  return `${hash}#${occurrence}`;
}

/** Gives content keys over one file or one request, counting how often each content has come. */
export class ContentKeys {
  readonly #seen = new Map<string, number>();

  next(title: string, text: string): string {
    const first = contentKey(title, text, 1);
    const occurrence = (this.#seen.get(first) ?? 0) + 1;
    this.#seen.set(first, occurrence);
    return occurrence === 1 ? first : contentKey(title, text, occurrence);
  }
}
