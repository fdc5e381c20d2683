import type { Point } from "../schema/point.type.js";
import type { ClusteringResult } from "../src/services/clustering-result.js";
import type { Layout } from "../src/services/run-access.js";

export function pointOf(layout: Layout, key: string): Point | null {
  const { xy } = layout;
  const row = layout.rowOf(key);
  return row === undefined ? null : { x: xy[2 * row] ?? 0, y: xy[2 * row + 1] ?? 0 };
}

/** Of the clusters asked for so far: one request may come by the same cluster a thousand times. */
const centers = new WeakMap<ClusteringResult, WeakMap<Layout, Map<number, Point | null>>>();

/** The middle of a cluster's members that the map has; null where it has none of them. */
export function centerOf(layout: Layout, result: ClusteringResult, label: number): Point | null {
  const ofResult = centers.get(result) ?? new WeakMap<Layout, Map<number, Point | null>>();
  centers.set(result, ofResult);
  const ofLayout = ofResult.get(layout) ?? new Map<number, Point | null>();
  ofResult.set(layout, ofLayout);
  const known = ofLayout.get(label);
  if (known !== undefined) return known;
  const center = middleOf(layout, result, label);
  ofLayout.set(label, center);
  return center;
}

function middleOf(layout: Layout, result: ClusteringResult, label: number): Point | null {
  let x = 0;
  let y = 0;
  let count = 0;
  for (const row of result.rowsOf(label)) {
    const point = pointOf(layout, result.key(row));
    if (!point) continue;
    x += point.x;
    y += point.y;
    count++;
  }
  return count === 0 ? null : { x: x / count, y: y / count };
}
