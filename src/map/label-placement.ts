import type { Padding, ViewTransform } from "./view-transform.js";

/** A title that wants a place on the map beside its topic's center. */
export interface LabelCandidate {
  readonly label: number;
  readonly x: number;
  readonly y: number;
  /** Of the text, in pixels. */
  readonly width: number;
  readonly height: number;
}

/** A box in pixels on an endless map whose origin is the data's origin; `left` and `top` are its corner. */
export interface PlacedLabel {
  readonly label: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Room around a title, so that two never read as one. */
const GAP = 5;
/** Between the title and the center, so that the title does not lie on the documents it names. */
const LIFT = 7;
const CELL = 128;

/**
 * Places titles so that none overlap, the first candidates first: above the center, else below it, else not. Works on the whole plane and not on the part in sight, so
 * that panning never makes a title come or go.
 *
 * @param scale pixels a unit
 */
export function placeLabels(candidates: readonly LabelCandidate[], scale: number): PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  const grid = new Map<string, PlacedLabel[]>();
  for (const candidate of candidates) {
    for (const shift of [-1, 1]) {
      const box = boxOf(candidate, scale, shift);
      const cells = cellsOf(box);
      if (cells.some((cell) => grid.get(cell)?.some((other) => overlaps(box, other, GAP)))) continue;
      placed.push(box);
      for (const cell of cells) grid.set(cell, [...(grid.get(cell) ?? []), box]);
      break;
    }
  }
  return placed;
}

/** @param shift -1 above the center, 1 below it */
function boxOf({ label, x, y, width, height }: LabelCandidate, scale: number, shift: number): PlacedLabel {
  return {
    label,
    left: x * scale - width / 2,
    top: -y * scale - height / 2 + shift * (height / 2 + LIFT),
    width,
    height,
  };
}

/**
 * Of the placed titles, the first ones, the most important, whose place lies in the view, as boxes in its pixels. A title cut
 * off at the edge reads as another one: it moves inwards, unless one is there.
 *
 * @param insets parts of the view at its edges that hold no title
 */
export function labelsInFrame(
  placed: readonly PlacedLabel[],
  view: ViewTransform,
  insets: Padding,
  most: number,
): PlacedLabel[] {
  const scale = 2 ** view.zoom;
  const offsetX = view.width / 2 - view.targetX * scale;
  const offsetY = view.height / 2 + view.targetY * scale;
  const [minX, maxX] = [insets.left, view.width - insets.right];
  const [minY, maxY] = [insets.top, view.height - insets.bottom];
  const boxes: PlacedLabel[] = [];
  for (const each of placed) {
    if (boxes.length === most) break;
    const [center, top] = [each.left + each.width / 2 + offsetX, each.top + offsetY];
    if (center < minX || center > maxX || top < minY || top + each.height > maxY) continue;
    const left = Math.max(minX, Math.min(maxX - each.width, center - each.width / 2));
    const box = { ...each, left, top };
    if (!boxes.some((other) => overlaps(box, other))) boxes.push(box);
  }
  return boxes;
}

export function overlaps(a: PlacedLabel, b: PlacedLabel, gap = 0): boolean {
  return (
    a.left < b.left + b.width + gap &&
    b.left < a.left + a.width + gap &&
    a.top < b.top + b.height + gap &&
    b.top < a.top + a.height + gap
  );
}

function cellsOf({ left, top, width, height }: PlacedLabel): string[] {
  const cells: string[] = [];
  for (let column = Math.floor((left - GAP) / CELL); column <= Math.floor((left + width + GAP) / CELL); column++) {
    for (let row = Math.floor((top - GAP) / CELL); row <= Math.floor((top + height + GAP) / CELL); row++) {
      cells.push(`${column}:${row}`);
    }
  }
  return cells;
}
