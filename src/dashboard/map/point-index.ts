/** Cells hold about this many points. */
const POINTS_A_CELL = 4;

/**
 * Finds the point nearest to a place: a grid over all points, in two arrays. The graphics card could tell as well, but only by
 * drawing everything again and waiting for it.
 */
export class PointIndex {
  readonly #positions: Float32Array;
  readonly #columns: number;
  readonly #rows: number;
  readonly #minX: number;
  readonly #minY: number;
  readonly #cellSize: number;
  /** Points of cell c are #order[#starts[c] .. #starts[c + 1]). */
  readonly #starts: Int32Array;
  readonly #order: Int32Array;

  /** @param positions x and y of each point; kept, not copied */
  constructor(positions: Float32Array) {
    const n = positions.length / 2;
    let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let point = 0; point < n; point++) {
      const [x, y] = [positions[2 * point]!, positions[2 * point + 1]!];
      minX = Math.min(minX, x);
      maxX = Math.max(maxX, x);
      minY = Math.min(minY, y);
      maxY = Math.max(maxY, y);
    }
    const [width, height] = n === 0 ? [1, 1] : [Math.max(maxX - minX, 1e-9), Math.max(maxY - minY, 1e-9)];
    const side = Math.max(1, Math.ceil(Math.sqrt(n / POINTS_A_CELL)));
    this.#positions = positions;
    this.#minX = n === 0 ? 0 : minX;
    this.#minY = n === 0 ? 0 : minY;
    this.#cellSize = Math.max(width, height) / side;
    this.#columns = Math.floor(width / this.#cellSize) + 1;
    this.#rows = Math.floor(height / this.#cellSize) + 1;
    this.#starts = new Int32Array(this.#columns * this.#rows + 1);
    this.#order = new Int32Array(n);
    const cells = new Int32Array(n);
    for (let point = 0; point < n; point++) {
      const cell = this.#cellOf(positions[2 * point]!, positions[2 * point + 1]!);
      cells[point] = cell;
      this.#starts[cell + 1]! += 1;
    }
    for (let cell = 1; cell < this.#starts.length; cell++) this.#starts[cell]! += this.#starts[cell - 1]!;
    const next = this.#starts.slice();
    for (let point = 0; point < n; point++) this.#order[next[cells[point]!]!++] = point;
  }

  /** The point nearest to (x, y) and no further than `reach`, of equals the last; -1 where there is none. */
  nearest(x: number, y: number, reach: number): number {
    let best = -1;
    let bestDistance = reach * reach;
    const [fromColumn, toColumn] = [this.#column(x - reach), this.#column(x + reach)];
    for (let row = this.#row(y - reach); row <= this.#row(y + reach); row++) {
      const first = row * this.#columns;
      for (let at = this.#starts[first + fromColumn]!; at < this.#starts[first + toColumn + 1]!; at++) {
        const point = this.#order[at]!;
        const distance = (this.#positions[2 * point]! - x) ** 2 + (this.#positions[2 * point + 1]! - y) ** 2;
        if (distance < bestDistance || (distance === bestDistance && point > best)) {
          best = point;
          bestDistance = distance;
        }
      }
    }
    return best;
  }

  #cellOf(x: number, y: number): number {
    return this.#row(y) * this.#columns + this.#column(x);
  }

  #column(x: number): number {
    return Math.min(this.#columns - 1, Math.max(0, Math.floor((x - this.#minX) / this.#cellSize)));
  }

  #row(y: number): number {
    return Math.min(this.#rows - 1, Math.max(0, Math.floor((y - this.#minY) / this.#cellSize)));
  }
}
