import type { Point } from "../schema/point.type.js";
import type { Layout } from "../src/services/run-access.js";

export function pointOf(layout: Layout, key: string): Point | null {
  const { xy } = layout;
  const row = layout.rowOf(key);
  return row === undefined ? null : { x: xy[2 * row] ?? 0, y: xy[2 * row + 1] ?? 0 };
}

/** The middle of the documents that the map has; null where it has none of them. */
export function centerOf(layout: Layout, keys: Iterable<string>): Point | null {
  let x = 0;
  let y = 0;
  let count = 0;
  for (const key of keys) {
    const point = pointOf(layout, key);
    if (!point) continue;
    x += point.x;
    y += point.y;
    count++;
  }
  return count === 0 ? null : { x: x / count, y: y / count };
}
