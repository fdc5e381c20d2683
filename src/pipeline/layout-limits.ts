import { isTopographError, TopographError } from "../errors.js";
import { projectorOf } from "../projection/index.js";
import type { ProjectionParams, RunWarning } from "../runs/run-record.js";

/** What of a layout decides how much memory it takes. */
type LayoutSize = Pick<ProjectionParams, "neighbors" | "engine">;

/** The fewest that make a layout, the document itself among them. */
const FEWEST = 2;

/** Why a layout of n documents cannot be drawn, and what to change; null where it can. */
export function layoutObstacle(n: number, { neighbors, engine }: LayoutSize, maxMb: number): TopographError | null {
  const projector = projectorOf(engine);
  const used = Math.min(neighbors, n - 1);
  if (used < FEWEST) return null;
  const cures: string[] = engine === "UMAP_JS" && fits(n, { neighbors, engine: "NATIVE" }, maxMb) ? [NATIVE] : [];
  const possible = Math.min(used, Math.floor(projector.mostEntries / n));
  if (possible < FEWEST) {
    return tooLarge(
      `A layout of ${n} documents is more than the engine ${engine} can hold; ${[...cures, "cluster with layout: false"].join(", or ")}.`,
    );
  }
  const needed = projector.memoryMegabytes(n, possible);
  if (possible === used && needed <= maxMb) return null;
  let fitting = possible;
  while (fitting >= FEWEST && projector.memoryMegabytes(n, fitting) > maxMb) fitting--;
  if (fitting >= FEWEST) cures.push(`ask for at most ${fitting} neighbors in the layout`);
  if (needed > maxMb) {
    const fewer = possible < used ? `ask for at most ${possible} neighbors and ` : "";
    cures.push(`${fewer}raise MAX_MEMORY_MB (${maxMb}) to ${needed}`);
  }
  return tooLarge(
    `A layout of ${n} documents with ${used} neighbors is too large for this server; ${cures.join(", or ")}.`,
  );
}

const NATIVE = "choose the engine NATIVE";

function fits(n: number, size: LayoutSize, maxMb: number): boolean {
  return layoutObstacle(n, size, maxMb) === null;
}

/** What a layout's failure says where its thread ran out of memory; null for any other failure. */
export function outOfMemory(
  error: unknown,
  n: number,
  { neighbors, engine }: LayoutSize,
  maxMb: number,
): TopographError | null {
  if (!isTopographError(error, "WORKER_FAILED") || error.details["outOfMemory"] !== true) return null;
  const other = engine === "UMAP_JS" ? `${NATIVE}, ` : "";
  return tooLarge(
    `A layout of ${n} documents with ${neighbors} neighbors ran out of memory; ${other}ask for fewer neighbors in the ` +
      `layout, or raise MAX_MEMORY_MB (${maxMb}).`,
  );
}

export function layoutSkipped({ message }: TopographError): RunWarning {
  return { code: "LAYOUT_SKIPPED", message: `The run has its clusters and no map. ${message}`, suggestion: null };
}

function tooLarge(message: string): TopographError {
  return new TopographError("LAYOUT_TOO_LARGE", message);
}
