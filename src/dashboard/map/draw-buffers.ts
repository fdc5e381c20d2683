import type { Rgb } from "../../map/palette.js";
import type { MapData } from "../data/map-data.js";

/** What the map draws, in drawing order: noise first, small topics over large ones, what is in focus last. */
export interface DrawBuffers {
  /** Row of each drawn point. */
  readonly rows: Int32Array;
  /** x and y of each drawn point. */
  readonly positions: Float32Array;
  /** Red, green, blue, alpha of each drawn point. */
  readonly colors: Uint8Array;
  /** Radius of each drawn point; 1 for a member of a topic. */
  readonly sizes: Float32Array;
  /** Of the run, drawn or not: what is hidden does not make the rest grow. */
  readonly rowCount: number;
}

export const NOTHING: DrawBuffers = {
  rows: new Int32Array(0),
  positions: new Float32Array(0),
  colors: new Uint8Array(0),
  sizes: new Float32Array(0),
  rowCount: 0,
};

export interface PointStyle {
  /** The view's labels: as clustered, or each document's nearest topic. */
  readonly labels: Int32Array;
  readonly isVisible: (label: number) => boolean;
  readonly noiseVisible: boolean;
  /** The topic that all others recede behind. */
  readonly focus: number | null;
  /** Everything recedes: single documents are lit up instead. */
  readonly receded: boolean;
  readonly palette: readonly Rgb[];
  readonly noiseColor: Rgb;
}

/** Of 255. A member's strength grows with its probability. */
const MEMBER_ALPHA = 120;
const MEMBER_ALPHA_RANGE = 120;
const JOINED_ALPHA = 95;
const NOISE_ALPHA = 80;
/** Of the radius of a member. */
const NOISE_SIZE = 0.72;
const RECEDED = 0.28;
const BEHIND_FOCUS = 0.16;

export function drawBuffers(map: MapData, style: PointStyle): DrawBuffers {
  const rows = drawingOrder(map, style);
  const positions = new Float32Array(rows.length * 2);
  const colors = new Uint8Array(rows.length * 4);
  const sizes = new Float32Array(rows.length);
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place]!;
    positions[place * 2] = map.x[row]!;
    positions[place * 2 + 1] = map.y[row]!;
    const label = style.labels[row]!;
    const color = label < 0 ? style.noiseColor : style.palette[map.colors[label]!]!;
    colors[place * 4] = color[0];
    colors[place * 4 + 1] = color[1];
    colors[place * 4 + 2] = color[2];
    sizes[place] = map.labels[row]! < 0 ? NOISE_SIZE : 1;
    colors[place * 4 + 3] = strength(map, row, label) * attention(style, label);
  }
  return { rows, positions, colors, sizes, rowCount: map.ids.length };
}

/** How sure the document belongs where it is drawn; one that only joins its nearest topic is paler than any member. */
function strength(map: MapData, row: number, label: number): number {
  if (label < 0) return NOISE_ALPHA;
  return map.labels[row]! < 0 ? JOINED_ALPHA : MEMBER_ALPHA + MEMBER_ALPHA_RANGE * map.probabilities[row]!;
}

function attention({ focus, receded }: PointStyle, label: number): number {
  if (focus !== null && label !== focus) return BEHIND_FOCUS;
  return receded && focus === null ? RECEDED : 1;
}

function drawingOrder(map: MapData, { labels, isVisible, noiseVisible, focus }: PointStyle): Int32Array {
  const rows = new Int32Array(labels.length);
  let count = 0;
  const isShown = (label: number): boolean => (label < 0 ? noiseVisible : isVisible(label));
  const shown = new Uint8Array(map.groups.clusterCount + 1);
  for (let label = -1; label < map.groups.clusterCount; label++) shown[label + 1] = isShown(label) ? 1 : 0;
  const isFocused = (row: number): boolean => focus !== null && labels[row] === focus;
  for (let row = 0; row < labels.length; row++) {
    if (map.labels[row]! < 0 && shown[labels[row]! + 1] && !isFocused(row)) rows[count++] = row;
  }
  // Labels are in order of size, so the rows grouped by label put small topics on top.
  for (const row of map.groups.rows) if (shown[labels[row]! + 1] && !isFocused(row)) rows[count++] = row;
  if (focus !== null && shown[focus + 1]) {
    for (let row = 0; row < labels.length; row++) if (labels[row] === focus) rows[count++] = row;
  }
  return rows.subarray(0, count);
}
