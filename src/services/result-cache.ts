/** Keeps the values used last, as promises, so that two requests for one value load it once. A failure is not kept. */
export class ResultCache<T> {
  readonly #entries = new Map<string, Promise<T>>();

  constructor(private readonly capacity: number) {}

  get(key: string, load: () => Promise<T>): Promise<T> {
    const present = this.#entries.get(key);
    const entry = present ?? load();
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (!present) {
      entry.catch(() => this.#entries.delete(key));
      const oldest = this.#entries.keys().next().value;
      if (this.#entries.size > this.capacity && oldest !== undefined) this.#entries.delete(oldest);
    }
    return entry;
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
