/** What a search found for some queries. All arrays belong to the caller. */
export interface Candidates {
  /** Entries a query. */
  readonly width: number;
  /** queries * width row numbers, row-major, no row twice in a list; -1 in the remaining places when fewer rows may be found. */
  readonly indices: Int32Array;
  /**
   * For each query a bound below which no row was left out: every allowed row outside its list has a squared distance, as
   * computed by `squaredDistance`, of at least this. Infinity when none was left out. Negative and useless bounds are allowed.
   */
  readonly floors: Float64Array;
}

/**
 * A fast search that may choose in single precision, as long as it knows how wrong it can be: the exact distances, and
 * whether the list is complete, are settled by its caller (`exactHits`).
 */
export interface CandidateSearch {
  /** How many rows can be found. */
  readonly size: number;

  /**
   * Roughly the `width` nearest rows of each query.
   *
   * @param queries row-major, any count of rows of the search's dimension
   * @param width rows wanted, >= 1; fewer are found when there are fewer
   * @param mask 1 where a row may be found, by row number; all rows when absent
   */
  nearest(queries: Float32Array, width: number, mask?: Uint8Array): Promise<Candidates>;
}
