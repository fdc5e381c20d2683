import { isTopographError, TopographError } from "../errors.js";
import { umapJsProjector } from "../projection/index.js";
import type { RunWarning } from "../runs/run-record.js";

/** The fewest that make a layout, the document itself among them. */
const FEWEST = 2;

/** Why a layout of n documents cannot be drawn, and what to change; null where it can. */
export function layoutObstacle(n: number, neighbors: number, maxHeapMb: number): TopographError | null {
  const used = Math.min(neighbors, n - 1);
  if (used < FEWEST) return null;
  const possible = Math.min(used, Math.floor(umapJsProjector.mostEntries / n));
  if (possible < FEWEST) {
    return tooLarge(`A layout of ${n} documents is more than umap-js can hold; cluster with layout: false.`);
  }
  const needed = umapJsProjector.memoryMegabytes(n, possible);
  if (possible === used && needed <= maxHeapMb) return null;
  let fitting = possible;
  while (fitting >= FEWEST && umapJsProjector.memoryMegabytes(n, fitting) > maxHeapMb) fitting--;
  const cures: string[] = [];
  if (fitting >= FEWEST) cures.push(`ask for at most ${fitting} neighbors in the layout`);
  if (needed > maxHeapMb) {
    const fewer = possible < used ? `ask for at most ${possible} neighbors and ` : "";
    cures.push(`${fewer}raise MAX_MEMORY_MB (${maxHeapMb}) to ${needed}`);
  }
  return tooLarge(
    `A layout of ${n} documents with ${used} neighbors is too large for this server; ${cures.join(", or ")}.`,
  );
}

/** What a layout's failure says where its thread ran out of memory; null for any other failure. */
export function outOfMemory(error: unknown, n: number, neighbors: number, maxHeapMb: number): TopographError | null {
  if (!isTopographError(error, "WORKER_FAILED") || error.details["outOfMemory"] !== true) return null;
  return tooLarge(
    `A layout of ${n} documents with ${neighbors} neighbors ran out of memory; ask for fewer neighbors in the layout, or ` +
      `raise MAX_MEMORY_MB (${maxHeapMb}).`,
  );
}

export function layoutSkipped({ message }: TopographError): RunWarning {
  return { code: "LAYOUT_SKIPPED", message: `The run has its clusters and no map. ${message}`, suggestion: null };
}

function tooLarge(message: string): TopographError {
  return new TopographError("LAYOUT_TOO_LARGE", message);
}
