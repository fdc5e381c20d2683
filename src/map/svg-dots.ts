import { project, type ViewTransform } from "./view-transform.js";

/** Spots a pixel in each direction: documents nearer than that cannot be told apart. */
const SPOTS = 2;

/**
 * One SVG path of round dots, a dot a spot; "" where there is none. A dot is a line of no length with round ends, the
 * shortest that SVG has.
 *
 * @param takes whether a row's dot belongs to this path
 */
export function dots(
  view: ViewTransform,
  { x, y }: { readonly x: Float32Array; readonly y: Float32Array },
  takes: (row: number) => boolean,
  color: string,
  radius: number,
): string {
  const columns = view.width * SPOTS;
  const drawn = new Uint8Array(columns * view.height * SPOTS);
  const path: string[] = [];
  for (let row = 0; row < x.length; row++) {
    if (!takes(row)) continue;
    const [left, top] = project(view, x[row]!, y[row]!);
    const [column, line] = [Math.round(left * SPOTS), Math.round(top * SPOTS)];
    const spot = line * columns + column;
    if (drawn[spot] !== 0) continue;
    drawn[spot] = 1;
    path.push(`M${column / SPOTS} ${line / SPOTS}h0`);
  }
  if (path.length === 0) return "";
  return `<path d="${path.join("")}" stroke="${color}" stroke-width="${(2 * radius).toFixed(2)}" stroke-linecap="round" stroke-opacity="0.85" fill="none"/>`;
}
