export interface Bounds {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

export function boundsOfAll(x: Float32Array, y: Float32Array): Bounds {
  return boundsOfRows(x.keys(), x, y);
}

/** One unit around the origin where there are no rows. */
export function boundsOfRows(rows: Iterable<number>, x: Float32Array, y: Float32Array): Bounds {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const row of rows) {
    const [px, py] = [x[row]!, y[row]!];
    if (px < minX) minX = px;
    if (px > maxX) maxX = px;
    if (py < minY) minY = py;
    if (py > maxY) maxY = py;
  }
  return minX > maxX ? { minX: -1, minY: -1, maxX: 1, maxY: 1 } : { minX, minY, maxX, maxY };
}

/** Members further out than this many times the middle spread are left out of a topic's frame. */
const FAR = 6;

/** The frame of some rows, without the few that lie far from all others. */
export function boundsOfMost(rows: ArrayLike<number>, x: Float32Array, y: Float32Array): Bounds {
  const [minX, maxX] = rangeOfMost(rows, x);
  const [minY, maxY] = rangeOfMost(rows, y);
  return { minX, minY, maxX, maxY };
}

function rangeOfMost(rows: ArrayLike<number>, column: Float32Array): [number, number] {
  const values = Float32Array.from(rows, (row) => column[row]!).sort();
  if (values.length === 0) return [-1, 1];
  const at = (share: number): number => values[Math.min(values.length - 1, Math.floor(values.length * share))]!;
  const middle = at(0.5);
  const reach = FAR * Math.max(at(0.75) - middle, middle - at(0.25), 1e-3);
  const low = Math.max(values[0]!, middle - reach);
  const high = Math.min(values[values.length - 1]!, middle + reach);
  return [low, high];
}
