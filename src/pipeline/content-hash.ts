import { createHash } from "node:crypto";
import type { Document } from "../store/document.js";

export const CONTENT_HASH_BYTES = 8;

/** Identifies what people read of a document, so that a later change of it shows. */
export function contentHash(document: Pick<Document, "title" | "text">): Uint8Array {
  const hash = createHash("sha256").update(document.title).update("\0").update(document.text);
  return hash.digest().subarray(0, CONTENT_HASH_BYTES);
}
