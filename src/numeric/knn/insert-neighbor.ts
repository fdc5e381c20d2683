/**
 * Puts a row into a list that ascends by (distance, row), by insertion: candidates come almost sorted. A list of k rows
 * loses its last one to a nearer row; a row that is no nearer than the last one is left out.
 *
 * @param indices row numbers of the list from `base` on; changed in place
 * @param distances its distances, in any one unit; changed in place
 * @param held how many rows the list holds, 0..k
 * @param row not in the list; the caller sees to it
 * @returns how many it holds then
 */
export function insertNeighbor(
  indices: Int32Array,
  distances: Float64Array,
  base: number,
  held: number,
  k: number,
  row: number,
  distance: number,
): number {
  let place = held;
  if (held === k) {
    place = k - 1;
    const last = distances[base + place]!;
    if (distance > last || (distance === last && row > indices[base + place]!)) return held;
  }
  for (; place > 0; place--) {
    const before = distances[base + place - 1]!;
    if (before < distance || (before === distance && indices[base + place - 1]! < row)) break;
    distances[base + place] = before;
    indices[base + place] = indices[base + place - 1]!;
  }
  distances[base + place] = distance;
  indices[base + place] = row;
  return held === k ? held : held + 1;
}
