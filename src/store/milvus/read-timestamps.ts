import type { MilvusCapabilities } from "./milvus-capabilities.js";
import type { MilvusConnection } from "./milvus-connection.js";

/** Goes into each read. */
export type ReadConsistency =
  | { readonly consistency_level: "Session"; readonly guarantee_timestamp: string }
  | { readonly consistency_level: "Strong" }
  | Record<string, never>;

/**
 * From which moment on the reads of one collection must see: that of the last acknowledged write. Milvus then waits, at most
 * for its next time tick (200 ms) and only in reads right after a write, where Strong would wait in every read.
 */
export class ReadTimestamps {
  #latest: bigint | null = null;
  #first: Promise<void> | null = null;

  constructor(
    private readonly connection: MilvusConnection,
    private readonly capabilities: MilvusCapabilities,
  ) {}

  get tellsTime(): boolean {
    return this.capabilities.timestamps;
  }

  /** To be called before a write is acknowledged, with the timestamp of its answer. Deletes tell none before 2.4. */
  async written(timestamp: string): Promise<void> {
    if (!this.capabilities.timestamps) return;
    if (timestamp !== "0") this.#advance(BigInt(timestamp));
    else await this.#allocate();
  }

  /** The first read sees what was written before this server started. */
  async forRead(): Promise<ReadConsistency> {
    if (!this.capabilities.timestamps) return {};
    if (this.#latest === null) await (this.#first ??= this.#allocate().finally(() => (this.#first = null)));
    if (this.#latest === null) return { consistency_level: "Strong" };
    return { consistency_level: "Session", guarantee_timestamp: this.#latest.toString() };
  }

  /** The next read sees what anybody has written until now. */
  async renew(): Promise<void> {
    if (this.capabilities.timestamps) await this.#allocate();
  }

  async #allocate(): Promise<void> {
    try {
      const { timestamp } = await this.connection.call<{ timestamp: string }>("AllocTimestamp", {});
      this.#advance(BigInt(timestamp));
    } catch {
      // Not for everybody to ask, or not now. Strong waits longer and sees as much.
      this.#latest = null;
    }
  }

  #advance(timestamp: bigint): void {
    if (this.#latest === null || timestamp > this.#latest) this.#latest = timestamp;
  }
}
