import type { OutsideSearch } from "../../../src/numeric/hdbscan/index.js";
import { distance, type Points } from "./points.js";

/** The outside search by sorting all rows of other components, in double precision; counts what it is asked. */
export class ExactOutsideSearch implements OutsideSearch {
  readonly squaredError: number = 0;
  calls = 0;
  asked = 0;

  constructor(protected readonly points: Points) {}

  distance(a: number, b: number): number {
    return distance(this.points, a, b);
  }

  async nearestOutside(
    points: Int32Array,
    component: Int32Array,
    core: Float64Array,
    width: number,
  ): Promise<Int32Array> {
    this.calls++;
    this.asked += points.length;
    const result = new Int32Array(points.length * width).fill(-1);
    points.forEach((point, i) => {
      const ranked = Array.from({ length: this.points.n }, (_, row) => row)
        .filter((row) => component[row] !== component[point])
        .map((row) => ({ row, rank: this.rank(Math.max(core[point]!, core[row]!, this.distance(point, row))) }))
        .sort((a, b) => a.rank - b.rank || a.row - b.row);
      ranked.slice(0, width).forEach(({ row }, j) => (result[i * width + j] = row));
    });
    return result;
  }

  protected rank(weight: number): number {
    return weight;
  }
}

/** Ranks by squares that are wrong by up to `squaredError`, as a search in single precision does. */
export class CoarseOutsideSearch extends ExactOutsideSearch {
  private state = 1;

  constructor(
    points: Points,
    override readonly squaredError: number,
  ) {
    super(points);
  }

  protected override rank(weight: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return weight * weight + this.squaredError * ((2 * this.state) / 2 ** 32 - 1);
  }
}
