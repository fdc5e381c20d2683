import { assignColors } from "../../map/cluster-colors.js";
import { boundsOfAll, type Bounds } from "../../map/bounds.js";
import type { Assignments, ProjectedPoints } from "./decode-columns.js";
import { groupByLabel, groupCenters, type Centers, type LabelGroups } from "../../map/label-groups.js";

/** One run as the map draws it: columns of equal length, a row a document. */
export interface MapData {
  readonly ids: readonly string[];
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** As clustered: -1 for a document of no topic. */
  readonly labels: Int32Array;
  readonly probabilities: Float32Array;
  readonly groups: LabelGroups;
  readonly centers: Centers;
  /** Palette index of each label. */
  readonly colors: Uint8Array;
  readonly bounds: Bounds;
}

export function createMapData(ids: readonly string[], points: ProjectedPoints, assignments: Assignments): MapData {
  const { x, y } = points;
  const { labels, probabilities } = assignments;
  if (x.length !== ids.length || labels.length !== ids.length) {
    throw new RangeError(
      `expected ${ids.length} rows in every column, got ${x.length} places and ${labels.length} labels`,
    );
  }
  const groups = groupByLabel(labels);
  const centers = groupCenters(groups, x, y);
  return {
    ids,
    x,
    y,
    labels,
    probabilities,
    groups,
    centers,
    colors: assignColors(centers),
    bounds: boundsOfAll(x, y),
  };
}

const rowIndexes = new WeakMap<MapData, Map<string, number>>();

/** The row of a document, or -1 where the run does not hold it. The index is made on first use. */
export function rowOf(map: MapData, id: string): number {
  let index = rowIndexes.get(map);
  if (!index) {
    index = new Map(map.ids.map((each, row) => [each, row]));
    rowIndexes.set(map, index);
  }
  return index.get(id) ?? -1;
}
