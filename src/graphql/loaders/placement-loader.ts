import DataLoader from "dataloader";

import type { ClusteringRecord } from "../../runs/run-record.js";
import type { PlacementService } from "../../services/placement-service.js";
import type { PlacedPoint } from "../../services/run-access.js";
import { settled } from "./settled.js";

export interface PlacementRequest {
  readonly run: ClusteringRecord;
  /** Of a document that the run has not seen. */
  readonly key: string;
}

export type PlacementLoader = DataLoader<PlacementRequest, PlacedPoint | null, string>;

/** One search a run for all documents asked for in a turn. */
export function createPlacementLoader(placements: PlacementService, signal: AbortSignal): PlacementLoader {
  return new DataLoader<PlacementRequest, PlacedPoint | null, string>(
    (requests) => {
      const keysOf = new Map<string, { run: ClusteringRecord; keys: string[] }>();
      for (const { run, key } of requests) {
        const group = keysOf.get(run.id) ?? { run, keys: [] };
        keysOf.set(run.id, group);
        group.keys.push(key);
      }
      const placed = new Map(
        Array.from(keysOf, ([id, { run, keys }]) => [id, placedByKey(placements, run, keys, signal)] as const),
      );
      return settled(requests.map(async ({ run, key }) => (await placed.get(run.id))?.get(key) ?? null));
    },
    { cacheKeyFn: ({ run, key }) => `${run.id}:${key}` },
  );
}

async function placedByKey(
  placements: PlacementService,
  run: ClusteringRecord,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, PlacedPoint | null>> {
  const found = await placements.ofDocuments(run, keys, signal);
  return new Map(keys.map((key, at) => [key, found[at] ?? null]));
}
