import { DISTANCE_FLOOR, type GradientTables, gradientTables, INDEX_SHIFT } from "./gradient-tables.js";
import { type LayoutPlan, RATE_BITS } from "./layout-plan.js";

/** Points drawn at random to push off from, for each turn of an edge. */
const NEGATIVES = 5;

/** The points of one part of a plan, and what it knows of all others: their positions as of the epoch before. */
export class LayoutPart {
  readonly from: number;
  readonly to: number;
  /** x and y by place, of all points; those from `from` to `to` are moved here. */
  readonly positions: Float32Array;
  readonly #tables: GradientTables;
  #state: number;

  constructor(
    private readonly plan: LayoutPlan,
    part: number,
  ) {
    this.from = plan.parts[part]!;
    this.to = plan.parts[part + 1]!;
    this.positions = Float32Array.from(plan.start);
    this.#tables = gradientTables(plan.curve);
    this.#state = plan.seeds[part]!;
  }

  /**
   * One epoch of stochastic gradient descent for the places `first` .. `end` - 1 of this part: each edge whose turn it is
   * pulls its head, then the head is pushed off from five points drawn at random. McInnes, Healy and Melville 2018,
   * algorithm 5, with the schedule and the learning rate of umap-learn's optimize_layout_euclidean.
   *
   * The reference visits each edge from both ends, and both ends move each time. Here each visit moves the head alone, twice
   * as far: the same pull in all, and a part writes to none but its own points. The five are taken from where the head
   * stood before the first, as waiting for each other they would take twice the time.
   */
  runEpoch(epoch: number, first: number, end: number): void {
    const { positions } = this;
    const { offsets, targets, turns, n, epochs } = this.plan;
    const { attraction, repulsion } = this.#tables;
    const alpha = this.plan.rate * (1 - epoch / epochs);
    const draw = n / 2 ** 32;
    const real = new Float32Array(1);
    const bits = new Int32Array(real.buffer);
    let state = this.#state;
    for (let head = first; head < end; head++) {
      let x = positions[2 * head]!;
      let y = positions[2 * head + 1]!;
      for (let at = offsets[head]!, last = offsets[head + 1]!; at < last; at++) {
        const turn = turns[at]!;
        // An edge has its turn when epoch * turns passes a multiple of 2^RATE_BITS.
        if (Math.imul(epoch, turn) >>> RATE_BITS === Math.imul(epoch - 1, turn) >>> RATE_BITS) continue;
        const tail = targets[at]!;
        const dx = x - positions[2 * tail]!;
        const dy = y - positions[2 * tail + 1]!;
        real[0] = dx * dx + dy * dy + DISTANCE_FLOOR;
        const pull = 2 * alpha * attraction[bits[0]! >>> INDEX_SHIFT]!;
        x += pull * dx;
        y += pull * dy;
        // Where a draw hits the head itself, it is not to be pushed off from where it was.
        positions[2 * head] = x;
        positions[2 * head + 1] = y;
        let pushX = 0;
        let pushY = 0;
        for (let i = 0; i < NEGATIVES; i++) {
          // Marsaglia's xorshift.
          state ^= state << 13;
          state ^= state >>> 17;
          state ^= state << 5;
          const other = ((state >>> 0) * draw) | 0;
          const ox = x - positions[2 * other]!;
          const oy = y - positions[2 * other + 1]!;
          real[0] = ox * ox + oy * oy + DISTANCE_FLOOR;
          const push = repulsion[bits[0]! >>> INDEX_SHIFT]!;
          pushX += push * ox;
          pushY += push * oy;
        }
        x += alpha * pushX;
        y += alpha * pushY;
      }
      positions[2 * head] = x;
      positions[2 * head + 1] = y;
    }
    this.#state = state;
  }
}
