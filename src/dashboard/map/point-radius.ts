/** Few documents get large points, many small ones; in pixels at the zoom that shows all. */
const LARGEST = 4.2;
const SMALLEST = 1.1;
const REFERENCE_COUNT = 1_500;
const SHRINKING = 0.3;

/** Points grow with the zoom, slower than the distances between them. */
const GROWTH = 0.32;
const LARGEST_ZOOMED = 8;

export function pointRadius(count: number, zoomOverFit: number): number {
  const base = Math.min(LARGEST, Math.max(SMALLEST, LARGEST * (REFERENCE_COUNT / Math.max(1, count)) ** SHRINKING));
  return Math.min(LARGEST_ZOOMED, Math.max(SMALLEST * 0.7, base * 2 ** (zoomOverFit * GROWTH)));
}
