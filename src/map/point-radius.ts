/** Few documents get large points, many small ones; in pixels at the zoom that shows all. */
const LARGEST = 4.2;
const SMALLEST = 1.1;
const SHRINKING = 0.3;
/** So many documents fill a map of so many pixels with the largest points. */
const REFERENCE_COUNT = 1_500;
const REFERENCE_AREA = 1_120 * 850;

/** Points grow with the zoom, slower than the distances between them. */
const GROWTH = 0.32;
const LARGEST_ZOOMED = 8;

/** @param area of the map, in square pixels */
export function pointRadius(count: number, area: number, zoomOverFit: number): number {
  const room = (area / REFERENCE_AREA) * (REFERENCE_COUNT / Math.max(1, count));
  const base = Math.min(LARGEST, Math.max(SMALLEST, LARGEST * room ** SHRINKING));
  return Math.min(LARGEST_ZOOMED, Math.max(SMALLEST * 0.7, base * 2 ** (zoomOverFit * GROWTH)));
}
