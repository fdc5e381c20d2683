import { createHash } from "node:crypto";

import { TopographError } from "../errors.js";
import { LIMITS } from "./limits.js";

interface Entry<T> {
  readonly payloadHash: string;
  readonly result: Promise<T>;
  /** Of the client that started it. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Results by idempotency key, also of requests that are still running, so that a repeated request does nothing a second
 * time and gets the first one's answer. Kept in memory, the newest `capacity` keys: after a restart a repetition is carried
 * out again, which for documents that are already there changes nothing.
 */
export class IdempotentResults<T> {
  readonly #entries = new Map<string, Entry<T>>();

  /** @param isFinal where it is not, the result is not kept, and a repetition is carried out */
  constructor(
    private readonly isFinal: (result: T) => boolean = () => true,
    private readonly capacity = 1000,
  ) {}

  /**
   * @param signal stops the work; who waits for work that was stopped with another's client carries it out itself
   * @throws TopographError IDEMPOTENCY_MISMATCH where the key stands for another payload
   */
  async once(
    scope: string,
    key: string,
    payload: Iterable<string | Uint8Array>,
    work: () => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const bytes = Buffer.byteLength(key);
    if (bytes === 0 || bytes > LIMITS.maxIdempotencyKeyBytes) {
      throw new TopographError(
        "BAD_USER_INPUT",
        `idempotencyKey must have 1 to ${LIMITS.maxIdempotencyKeyBytes} UTF-8 bytes, got ${bytes}.`,
        { argument: "idempotencyKey", min: 1, max: LIMITS.maxIdempotencyKeyBytes, actual: bytes },
      );
    }
    const name = JSON.stringify([scope, key]);
    const payloadHash = hashOf(payload);
    for (;;) {
      const known = this.#entries.get(name);
      if (!known) return this.#carryOut(name, { payloadHash, result: work(), signal });
      if (known.payloadHash !== payloadHash) {
        throw new TopographError("IDEMPOTENCY_MISMATCH", "This idempotencyKey was used before with other documents.", {
          argument: "idempotencyKey",
        });
      }
      try {
        return await known.result;
      } catch (error) {
        if (!known.signal?.aborted || signal?.aborted) throw error;
      }
    }
  }

  async #carryOut(name: string, entry: Entry<T>): Promise<T> {
    this.#entries.set(name, entry);
    this.#evict();
    let isDone = false;
    try {
      const result = await entry.result;
      isDone = this.isFinal(result);
      return result;
    } finally {
      // A failed request may be tried again.
      if (!isDone && this.#entries.get(name) === entry) this.#entries.delete(name);
    }
  }

  #evict(): void {
    if (this.#entries.size <= this.capacity) return;
    const oldest = this.#entries.keys().next();
    if (!oldest.done) this.#entries.delete(oldest.value);
  }
}

function hashOf(payload: Iterable<string | Uint8Array>): string {
  const hash = createHash("sha256");
  for (const part of payload) {
    const bytes = typeof part === "string" ? Buffer.from(part) : part;
    // With the length in front, no two lists of parts read the same.
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest("hex");
}
