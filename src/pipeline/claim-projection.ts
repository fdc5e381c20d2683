import { randomUUID } from "node:crypto";
import type { ClusteringRecord, ProjectionRecord } from "../runs/run-record.js";
import type { RunStore } from "../runs/run-store.js";
import type { HeldArtifacts } from "./held-artifacts.js";

/** The projection that a run's layout is or will be; known before the layout is, so that clients can wait for it. */
export async function claimProjection(
  { runs, held }: { readonly runs: RunStore; readonly held: HeldArtifacts },
  { id: clusteringId, collectionId, projectionParams }: ClusteringRecord,
  { layout, rows }: { readonly layout: string; readonly rows: string },
): Promise<ProjectionRecord> {
  // Read again: gone through anew, a job has claimed one already.
  const claimed = (await runs.clusteringById(clusteringId))?.projectionId ?? null;
  const present = await runs.projectionByLayoutKey(collectionId, layout);
  let projection: ProjectionRecord;
  if (present === null) {
    if (projectionParams === null) throw new Error("A run without a layout claims no projection");
    projection = {
      id: randomUUID(),
      collectionId,
      layoutKey: layout,
      rowsKey: rows,
      params: projectionParams,
      status: "RUNNING",
      progress: 0,
      clusteringId,
      createdAt: Date.now(),
      error: null,
    };
    await runs.insertProjection(projection);
  } else if (present.status === "SUCCEEDED" && (await held.find(layout))) {
    projection = present;
  } else {
    projection = await runs.updateProjection(present.id, { status: "RUNNING", error: null, clusteringId });
  }
  await runs.updateClustering(clusteringId, { projectionId: projection.id });
  const former = claimed === null ? null : await runs.projectionById(claimed);
  // The documents have changed since then, so nobody will draw it.
  if (former && former.id !== projection.id && former.status === "RUNNING" && former.clusteringId === clusteringId) {
    await runs.updateProjection(former.id, { status: "CANCELLED" });
  }
  return projection;
}
