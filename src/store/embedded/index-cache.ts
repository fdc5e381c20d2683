import type { CollectionIndex } from "./collection-index.js";

/** The collections searched last, as many as fit in the given memory; the one in use stays, however large it is. */
export class IndexCache {
  /** Used longest ago first. */
  readonly #indexes = new Map<number, CollectionIndex>();

  constructor(private readonly maxBytes: number) {}

  get(collection: number): CollectionIndex | undefined {
    return this.#indexes.get(collection);
  }

  /** The index, loaded if need be; others make room for it. */
  async use(collection: number, load: () => Promise<CollectionIndex>): Promise<CollectionIndex> {
    const index = this.#indexes.get(collection) ?? (await load());
    this.#indexes.delete(collection);
    this.#indexes.set(collection, index);
    let bytes = 0;
    for (const each of this.#indexes.values()) bytes += each.bytes;
    for (const [number, each] of this.#indexes) {
      if (bytes <= this.maxBytes || number === collection) break;
      bytes -= each.bytes;
      await this.forget(number);
    }
    return index;
  }

  async forget(collection: number): Promise<void> {
    const index = this.#indexes.get(collection);
    this.#indexes.delete(collection);
    await index?.rest();
  }

  /** Frees the working memory of searches; the vectors stay. */
  async rest(): Promise<void> {
    await Promise.all([...this.#indexes.values()].map((index) => index.rest()));
  }
}
