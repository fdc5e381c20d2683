const SAMPLE_MS = 50;

/** The largest resident memory of the process, threads included, seen from the call until `stop`. */
export class PeakMemory {
  #peak = process.memoryUsage.rss();
  readonly #timer = setInterval(() => this.#sample(), SAMPLE_MS).unref();

  stop(): number {
    clearInterval(this.#timer);
    this.#sample();
    return this.#peak;
  }

  #sample(): void {
    this.#peak = Math.max(this.#peak, process.memoryUsage.rss());
  }
}
