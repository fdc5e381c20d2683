import { computed, effect, signal } from "@preact/signals";

import { request } from "../api/client.js";
import { RecutDocument } from "../operations.generated.js";
import { isReclusterOpen } from "./page.js";
import { resource } from "./resource.js";
import { DEFAULT_SETTINGS, settingsOf, type RunSettings } from "./run-settings.js";
import { shownRun, shownRunId } from "./run.js";

/** What the reader has set for the next run. */
export const draft = signal<RunSettings>(DEFAULT_SETTINGS);

// The settings of the run on the map are where the next one starts.
effect(() => {
  if (shownRun.value) draft.value = settingsOf(shownRun.value.params);
});

/** The hierarchy of the shown run can be cut again in an instant; other min samples need another hierarchy. */
export const canPreview = computed(() => {
  const params = shownRun.value?.params;
  return (
    params !== undefined && params.minSamples === draft.value.minSamples && params.neighbors === draft.value.neighbors
  );
});

const previewWanted = computed(() => {
  const clustering = shownRunId.value;
  if (!isReclusterOpen.value || clustering === null || !canPreview.value) return null;
  const { minClusterSize, selection } = draft.value;
  return { clustering, minClusterSize, selection };
});

const PAUSE_MS = 120;

/** Topics and noise share of the draft, before it is run. */
export const preview = resource(previewWanted, async (wanted, signal) => {
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  signal.throwIfAborted();
  const { clustering } = await request(RecutDocument, wanted, { signal });
  return clustering?.recut ?? null;
});
