import type { Bounds } from "./bounds.js";

/** What part of the plane the map shows: zoom 0 is one unit a pixel, each step doubles; y grows upwards, as in plots. */
export interface ViewTransform {
  readonly targetX: number;
  readonly targetY: number;
  readonly zoom: number;
  /** Of the map, in CSS pixels. */
  readonly width: number;
  readonly height: number;
}

export interface Padding {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

export const MIN_ZOOM = -20;
export const MAX_ZOOM = 22;

/** A topic of one place, or of copies, is not blown up further than this over the whole map. */
const CLOSEST_FIT = 3;

/**
 * The view in which `bounds` fill what `padding` leaves free.
 *
 * @param whole the bounds of everything, against which closeness is measured
 * @param closest zooms in no further than this
 */
export function fitBounds(
  bounds: Bounds,
  width: number,
  height: number,
  padding: Padding,
  whole: Bounds = bounds,
  closest: number = MAX_ZOOM,
): ViewTransform {
  const innerWidth = Math.max(1, width - padding.left - padding.right);
  const innerHeight = Math.max(1, height - padding.top - padding.bottom);
  const zoom = Math.min(
    closest,
    zoomFor(bounds, innerWidth, innerHeight),
    zoomFor(whole, innerWidth, innerHeight) + CLOSEST_FIT,
  );
  const scale = 2 ** zoom;
  return {
    targetX: (bounds.minX + bounds.maxX) / 2 + (padding.right - padding.left) / 2 / scale,
    targetY: (bounds.minY + bounds.maxY) / 2 + (padding.top - padding.bottom) / 2 / scale,
    zoom,
    width,
    height,
  };
}

function zoomFor(bounds: Bounds, width: number, height: number): number {
  const spanX = Math.max(bounds.maxX - bounds.minX, 1e-6);
  const spanY = Math.max(bounds.maxY - bounds.minY, 1e-6);
  return Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, Math.log2(Math.min(width / spanX, height / spanY))));
}

/** Pixels from the left and top edge. */
export function project(view: ViewTransform, x: number, y: number): [left: number, top: number] {
  const scale = 2 ** view.zoom;
  return [view.width / 2 + (x - view.targetX) * scale, view.height / 2 - (y - view.targetY) * scale];
}

/** The place on the plane under a pixel. */
export function unproject(view: ViewTransform, left: number, top: number): [x: number, y: number] {
  const scale = 2 ** view.zoom;
  return [view.targetX + (left - view.width / 2) / scale, view.targetY + (view.height / 2 - top) / scale];
}
