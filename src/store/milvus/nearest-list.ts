import { keyComparison, type KeyOrder } from "../key-order.js";
import type { SearchHit } from "../vector-store.js";

/** The k nearest of what was offered, ties by key. */
export class NearestList {
  #hits: SearchHit[] = [];

  constructor(
    readonly k: number,
    private readonly except: string | null,
    private readonly keyOrder: KeyOrder,
  ) {}

  get isFull(): boolean {
    return this.#hits.length >= this.k;
  }

  /** Of the k-th; Infinity while there are fewer. */
  get farthest(): number {
    return this.isFull ? (this.#hits.at(-1)?.distance ?? Infinity) : Infinity;
  }

  get hits(): SearchHit[] {
    return this.#hits;
  }

  /** Each key once in all offers. */
  offer(candidates: readonly SearchHit[]): void {
    const limit = this.farthest;
    const better = candidates.filter(({ key, distance }) => distance <= limit && key !== this.except);
    if (better.length === 0) return;
    const compare = keyComparison(this.keyOrder);
    this.#hits = [...this.#hits, ...better]
      .sort((a, b) => a.distance - b.distance || compare(a.key, b.key))
      .slice(0, this.k);
  }
}
