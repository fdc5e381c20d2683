type NumericArray = Uint8Array | Float32Array | Float64Array;

const GROWTH = 1.5;

/** Numbers that come in pieces. */
export class GrowingArray<T extends NumericArray> {
  #values: T;
  #length = 0;

  constructor(
    private readonly make: (length: number) => T,
    capacity = 0,
  ) {
    this.#values = make(capacity);
  }

  get length(): number {
    return this.#length;
  }

  append(piece: ArrayLike<number>): void {
    const end = this.#length + piece.length;
    if (end > this.#values.length) this.#values = this.#resized(Math.ceil(end * GROWTH));
    this.#values.set(piece, this.#length);
    this.#length = end;
  }

  /** All of them, in an array of just their number. */
  values(): T {
    return this.#length === this.#values.length ? this.#values : this.#resized(this.#length);
  }

  #resized(length: number): T {
    const values = this.make(length);
    values.set(this.#values.subarray(0, Math.min(length, this.#length)));
    return values;
  }
}
