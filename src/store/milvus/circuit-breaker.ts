import { unavailable } from "./milvus-errors.js";

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2000;

/**
 * Fails calls at once while the server is away, so that a dead one costs a request nothing. A failed call alone opens
 * nothing: it starts probes in the background, and the first that fails too opens. Probes go on until one succeeds, so no
 * request has to try.
 */
export class CircuitBreaker {
  #open = false;
  #probing = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly probe: () => Promise<unknown>,
    private readonly onClose: () => void,
  ) {}

  /** @throws TopographError UPSTREAM_UNAVAILABLE while open */
  check(): void {
    if (this.#open) throw unavailable("Milvus cannot be reached.");
  }

  succeeded(): void {
    if (!this.#open) return;
    this.#open = false;
    this.onClose();
  }

  failed(): void {
    if (this.#probing || this.#stopped) return;
    this.#probing = true;
    void this.#probeUntilBack(FIRST_PAUSE_MS);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #probeUntilBack(pause: number): Promise<void> {
    try {
      await this.probe();
      this.#probing = false;
      this.succeeded();
    } catch {
      this.#open = true;
      if (this.#stopped) return;
      this.#timer = setTimeout(() => void this.#probeUntilBack(Math.min(2 * pause, LONGEST_PAUSE_MS)), pause).unref();
    }
  }
}
