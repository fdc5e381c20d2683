import { drawMap } from "../../map/draw-map.js";

export interface PictureInput {
  readonly heading: string;
  /** n * 2 coordinates. */
  readonly xy: Float32Array;
  readonly labels: Int32Array;
  readonly titles: readonly string[];
}

/** A clustering's map as an SVG document. */
export function drawPicture({ xy, labels, ...words }: PictureInput): string {
  const axis = (at: number): Float32Array => Float32Array.from(labels, (_, row) => xy[2 * row + at] ?? 0);
  return drawMap({ ...words, x: axis(0), y: axis(1), labels });
}
