/** What a block of rows holds for some queries. Both arrays belong to the caller. */
export interface BlockHits {
  /** queries * width positions in the block, best first; no position twice in a list. */
  readonly indices: Int32Array;
  /** queries * width scores q x - |x|^2 / 2, descending: the nearer the row, the larger. */
  readonly scores: Float32Array;
}

/** Matrix products over blocks that fit a processor's cache better than a whole collection does. */
export interface BlockSearch {
  /**
   * The `width` best rows of a block for each query.
   *
   * @param queries row-major, any count of rows; not changed
   * @param rows row-major, at least `width` rows; not changed
   * @param bias -|x|^2 / 2 of each row
   * @param width 1..rows
   */
  nearest(queries: Float32Array, rows: Float32Array, bias: Float32Array, width: number): Promise<BlockHits>;
}
