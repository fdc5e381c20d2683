import { computed, effect } from "@preact/signals";

import { ApiError } from "../api/api-error.js";
import { request } from "../api/client.js";
import { decodeAssignments, decodeProjection } from "../data/decode-columns.js";
import { createMapData, type MapData } from "../data/map-data.js";
import { groupByLabel } from "../../map/label-groups.js";
import {
  AssignmentsDocument,
  MapColumnsDocument,
  RunDocument,
  type RunDetailsFragment,
} from "../operations.generated.js";
import { navigate, noiseMode, runInUrl } from "./location.js";
import { collectionName, runs } from "./overview.js";
import { resource } from "./resource.js";

export interface LoadedRun {
  readonly details: RunDetailsFragment;
  /** null where the run was asked for without a layout, or has no result. */
  readonly map: MapData | null;
}

const newestSucceeded = computed(() => runs.value.find((run) => run.status === "SUCCEEDED")?.id ?? null);

/** The run of the address, else the newest that succeeded. */
const wantedRun = computed(() => runInUrl.value ?? newestSucceeded.value);

export const run = resource(wantedRun, loadRun);

/** The run on the page, and only then: null while another is loaded or none exists. */
export const shownRun = computed(() => (wantedRun.value === null ? null : (run.value.data?.details ?? null)));
export const shownRunId = computed(() => shownRun.value?.id ?? null);
export const map = computed(() => (wantedRun.value === null ? null : (run.value.data?.map ?? null)));

/** Whether the collection has changed since; the poll knows it later than the run itself. */
export const isStale = computed(() => {
  const id = shownRunId.value;
  return runs.value.find((each) => each.id === id)?.stale ?? shownRun.value?.stale ?? false;
});

async function loadRun(id: string, signal: AbortSignal): Promise<LoadedRun> {
  const { clustering } = await request(RunDocument, { collection: collectionName.peek(), id }, { signal });
  if (!clustering) throw new ApiError("NOT_FOUND", "This run does not exist any more.");
  const { projection } = clustering;
  if (clustering.status !== "SUCCEEDED" || projection?.status !== "SUCCEEDED")
    return { details: clustering, map: null };
  const [places, assigned] = await Promise.all([
    request(MapColumnsDocument, { projection: projection.id, clustering: id }, { signal }),
    request(AssignmentsDocument, { clustering: id, view: "RAW" }, { signal }),
  ]);
  if (!places.projection || !assigned.clustering)
    throw new ApiError("NOT_FOUND", "This run was deleted while it was read.");
  const { columns } = places.projection;
  return {
    details: clustering,
    map: createMapData(
      columns.documentIds,
      decodeProjection(columns),
      decodeAssignments(assigned.clustering.assignments),
    ),
  };
}

const nearestWanted = computed(() => (noiseMode.value === "nearest" && map.value ? shownRunId.value : null));

const nearest = resource(nearestWanted, async (id, signal) => {
  const { clustering } = await request(AssignmentsDocument, { clustering: id, view: "NEAREST" }, { signal });
  return clustering ? { id, labels: decodeAssignments(clustering.assignments).labels } : null;
});

/** Label of each row as the page shows them: as clustered, or each document with its nearest topic. */
export const viewLabels = computed(() => {
  const joined = nearest.value.data;
  if (noiseMode.value === "nearest" && joined && joined.id === shownRunId.value) return joined.labels;
  return map.value?.labels ?? new Int32Array(0);
});

export const viewGroups = computed(() =>
  viewLabels.value === map.value?.labels ? map.value.groups : groupByLabel(viewLabels.value),
);

// A run that is gone from the server, say by retention, gives way to the newest.
effect(() => {
  const { status, error } = run.value;
  if (status === "failed" && error?.code === "NOT_FOUND" && runInUrl.peek() !== null)
    navigate({ run: null, topic: null }, { replace: true });
});
