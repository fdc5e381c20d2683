import type { SweepPoint } from "../numeric/hdbscan/index.js";
import type { Artifact, ArtifactStore } from "../runs/artifact-store.js";
import type { ClusteringParams } from "../runs/run-record.js";
import type { JsonObject, JsonValue } from "../store/document.js";
import type { HeldArtifacts } from "./held-artifacts.js";
import { sweepKey } from "./stage-keys.js";
import type { StagePool, TaskOptions } from "./stage-pool.js";
import { treeOf } from "./stages.js";

/** What the other sizes and the other selection would make of a tree: found or computed, and kept from then on. */
export async function sweepStage(
  { pool, held, ...options }: TaskOptions & { readonly pool: StagePool; readonly held: HeldArtifacts },
  forest: string,
  params: ClusteringParams,
): Promise<SweepPoint[]> {
  const key = sweepKey(forest, params);
  const stored = await held.find(key);
  if (stored) return pointsOf(stored);
  const tree = await treeOf(held, forest);
  const points = await pool.run("sweepTree", { key: forest, tree, options: params }, options);
  await keepSweep(held, forest, params, points);
  return points;
}

export async function keepSweep(
  held: HeldArtifacts,
  forest: string,
  params: ClusteringParams,
  points: readonly SweepPoint[],
): Promise<void> {
  await held.put(sweepKey(forest, params), toArtifact(points));
}

/** Null where it is not kept. */
export async function storedSweep(
  artifacts: ArtifactStore,
  forest: string,
  params: ClusteringParams,
): Promise<SweepPoint[] | null> {
  const stored = await artifacts.read(sweepKey(forest, params));
  return stored && pointsOf(stored);
}

function toArtifact(points: readonly SweepPoint[]): Artifact {
  // Points are plain JSON: numbers, strings and a flag.
  return { meta: { points: points as unknown as JsonValue }, arrays: {} };
}

function pointsOf({ meta }: Artifact): SweepPoint[] {
  return (meta as JsonObject)["points"] as unknown as SweepPoint[];
}
