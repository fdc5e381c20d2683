import { StageStopped } from "../stage-hooks.js";
import type { LayoutPlan } from "./layout-plan.js";

const ARRIVED = 0;
const ROUND = 1;
const STOPPED = 2;
const PIECES_DONE = 3;
/** Looks before a thread that waits for the others goes to sleep: they are mostly as fast as it is. */
const SPINS = 2000;
const LONGEST_SLEEP_MS = 100;
/** Places of a part between two looks at whether to stop: some milliseconds. */
export const PIECE = 2048;

/** The memory in which threads meet, to be sent to each. */
export interface ExchangeMemory {
  readonly workers: number;
  /** Calls of `pieceDone` until the end. */
  readonly pieces: number;
  readonly control: Int32Array;
  /** Positions after even and after odd epochs, x and y by place. */
  readonly even: Float32Array;
  readonly odd: Float32Array;
}

/**
 * Where the workers of one layout hand over what they have moved. After each epoch all meet once. Positions are written to
 * two arrays in turn, so that nobody overwrites what another still reads: who writes after epoch e + 2 has met all who
 * had read what was written after epoch e.
 */
export class LayoutExchange {
  constructor(private readonly memory: ExchangeMemory) {}

  static memoryFor({ n, parts, epochs }: LayoutPlan, workers: number): ExchangeMemory {
    const floats = (): Float32Array => new Float32Array(new SharedArrayBuffer(8 * n));
    let pieces = 0;
    for (let part = 1; part < parts.length; part++) pieces += Math.ceil((parts[part]! - parts[part - 1]!) / PIECE);
    const control = new Int32Array(new SharedArrayBuffer(16));
    return { workers, pieces: pieces * epochs, control, even: floats(), odd: floats() };
  }

  /** What the workers write after an epoch and read before the next. */
  positions(epoch: number): Float32Array {
    return epoch % 2 === 0 ? this.memory.even : this.memory.odd;
  }

  /**
   * Waits until every worker has come here.
   *
   * @throws StageStopped
   */
  meet(): void {
    const { control, workers } = this.memory;
    const round = Atomics.load(control, ROUND);
    if (Atomics.add(control, ARRIVED, 1) === workers - 1) {
      Atomics.store(control, ARRIVED, 0);
      Atomics.add(control, ROUND, 1);
      Atomics.notify(control, ROUND);
    } else {
      for (let spin = 0; spin < SPINS && Atomics.load(control, ROUND) === round; spin++);
      while (Atomics.load(control, ROUND) === round) {
        this.checkStop();
        Atomics.wait(control, ROUND, round, LONGEST_SLEEP_MS);
      }
    }
    this.checkStop();
  }

  /** Ends the workers at their next look. */
  stop(): void {
    Atomics.store(this.memory.control, STOPPED, 1);
    Atomics.notify(this.memory.control, ROUND);
  }

  /** @throws StageStopped after `stop` */
  checkStop(): void {
    if (Atomics.load(this.memory.control, STOPPED) !== 0) throw new StageStopped();
  }

  pieceDone(): void {
    Atomics.add(this.memory.control, PIECES_DONE, 1);
  }

  /** The share that all workers together have done, 0..1. */
  get share(): number {
    return Atomics.load(this.memory.control, PIECES_DONE) / Math.max(1, this.memory.pieces);
  }
}
