/**
 * Finds the nearest rows outside a point's own component, by mutual reachability
 *
 *     m(p, q) = max(core(p), core(q), d(p, q))
 *
 * Spanning trees need it where a neighbor list does not reach far enough: to join components that no list connects, and
 * to prove that no row beyond the list is nearer. The search may choose its candidates in single precision; every
 * weight that enters a tree is computed again through `distance`.
 */
export interface OutsideSearch {
  /**
   * The largest error, in squared distance, of the values by which `nearestOutside` ranks. 0 for an exact search. For
   * float32 products of unit vectors 1e-6 is safe.
   */
  readonly squaredError: number;

  /**
   * For each queried point the `width` rows with the smallest m among those of other components.
   *
   * @param points row numbers, distinct, any count; the search splits them into blocks as it likes
   * @param component n component numbers, any integers >= 0: q is outside of p when component[q] != component[p]
   * @param core n core distances
   * @param width rows wanted a point, 1..n
   * @returns points.length * width rows, row-major, nearest first up to `squaredError`; -1 in the remaining places when
   *   fewer rows are outside, and only then. The caller owns it. No argument is kept or changed.
   */
  nearestOutside(points: Int32Array, component: Int32Array, core: Float64Array, width: number): Promise<Int32Array>;

  /** The exact Euclidean distance, float64, by direct differences: d(a, b) equals d(b, a) and the graph's own to the bit. */
  distance(a: number, b: number): number;
}
