/** A point that work waits at until it is opened. */
export class Gate {
  #arrive = (): void => undefined;
  #open = (): void => undefined;
  /** Resolves when somebody waits at it. */
  readonly reached = new Promise<void>((resolve) => (this.#arrive = resolve));
  readonly #opened = new Promise<void>((resolve) => (this.#open = resolve));

  /** Lets everybody through, now and later. */
  open(): void {
    this.#open();
  }

  pass(): Promise<void> {
    this.#arrive();
    return this.#opened;
  }
}
