import { checkStop, type StageHooks } from "../stage-hooks.js";
import { LayoutExchange, PIECE } from "./layout-exchange.js";
import { LayoutPart } from "./layout-part.js";
import type { LayoutPlan } from "./layout-plan.js";

/**
 * Optimizes a layout from its start.
 *
 * @param plan read, not changed
 * @returns n * 2 coordinates by row, around (0, 0); the caller owns them; equal to the bit to what any number of workers
 *   make of the plan by `optimizeShare`
 * @throws StageStopped
 */
export function optimizeLayout(plan: LayoutPlan, hooks: StageHooks = {}): Float32Array {
  const exchange = new LayoutExchange(LayoutExchange.memoryFor(plan, 1));
  optimizeShare(plan, exchange, { worker: 0, workers: 1 }, hooks);
  return layoutByRow(plan, exchange);
}

/**
 * What one of several workers does for a layout: every `workers`-th part. All workers must run at once; when the last one
 * has ended, `layoutByRow` has the result.
 *
 * @param plan read, not changed
 * @throws StageStopped when the hooks or the exchange say so
 */
export function optimizeShare(
  plan: LayoutPlan,
  exchange: LayoutExchange,
  { worker, workers }: { readonly worker: number; readonly workers: number },
  hooks: StageHooks = {},
): void {
  const { epochs } = plan;
  const parts: LayoutPart[] = [];
  for (let part = worker; part < plan.parts.length - 1; part += workers) parts.push(new LayoutPart(plan, part));
  for (let epoch = 0; epoch < epochs; epoch++) {
    const published = exchange.positions(epoch);
    for (const part of parts) {
      const { positions, from, to } = part;
      for (let first = from; first < to; first += PIECE) {
        hooks.onProgress?.(exchange.share);
        checkStop(hooks);
        exchange.checkStop();
        part.runEpoch(epoch, first, Math.min(to, first + PIECE));
        exchange.pieceDone();
      }
      published.set(positions.subarray(2 * from, 2 * to), 2 * from);
    }
    exchange.meet();
    for (const { positions, from, to } of parts) {
      positions.set(published.subarray(0, 2 * from));
      positions.set(published.subarray(2 * to), 2 * to);
    }
  }
  hooks.onProgress?.(1);
}

/** The positions after the last epoch, by row, moved so that their middle is (0, 0). */
export function layoutByRow(plan: LayoutPlan, exchange: LayoutExchange): Float32Array {
  const { n, rows, epochs } = plan;
  const placed = exchange.positions(epochs - 1);
  const layout = new Float32Array(2 * n);
  for (let place = 0; place < n; place++) {
    layout[2 * rows[place]!] = placed[2 * place]!;
    layout[2 * rows[place]! + 1] = placed[2 * place + 1]!;
  }
  return centered(layout);
}

/** In place. */
function centered(layout: Float32Array): Float32Array {
  for (let axis = 0; axis < 2; axis++) {
    let sum = 0;
    for (let at = axis; at < layout.length; at += 2) sum += layout[at]!;
    const mean = sum / (layout.length / 2);
    for (let at = axis; at < layout.length; at += 2) layout[at]! -= mean;
  }
  return layout;
}
