import { effect, signal } from "@preact/signals";

import type { ProjectionEngine } from "../operations.generated.js";
import { shownRun } from "./run.js";

const DEFAULT_ENGINE: ProjectionEngine = "NATIVE";

/** Whose code draws the map of the next run. */
export const mapEngine = signal<ProjectionEngine>(DEFAULT_ENGINE);

// As with the other settings, the run on the map is where the next one starts.
effect(() => {
  mapEngine.value = shownRun.value?.projection?.params.engine ?? DEFAULT_ENGINE;
});
