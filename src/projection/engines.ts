import { nativeProjector } from "./native-projector.js";
import type { Projector } from "./projector.js";
import { umapJsProjector } from "./umap-js-projector.js";

const PROJECTORS = { NATIVE: nativeProjector, UMAP_JS: umapJsProjector } as const;

/** Whose code draws a map. */
export type ProjectionEngine = keyof typeof PROJECTORS;

export function projectorOf(engine: ProjectionEngine): Projector {
  return PROJECTORS[engine];
}
