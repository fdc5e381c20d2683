/** Rows that are equal to the bit (with -0 as 0) in groups, so that each vector is searched once. */
export interface CopyGroups {
  /** The smallest row of each group, ascending. */
  readonly first: Int32Array;
  /** The group of each row, as a position in `first`. */
  readonly groupOf: Int32Array;
  /** Rows of group g, ascending: members[offsets[g]] .. members[offsets[g + 1] - 1]. */
  readonly members: Int32Array;
  readonly offsets: Int32Array;
}

/**
 * Groups equal rows by a hash of their bits; rows of equal hash are compared value by value.
 *
 * @param vectors row-major n x dimension, finite; not kept, not changed
 * @returns new arrays: at most n groups in the order of their first rows; n entries of `groupOf` and of `members`
 */
export function groupCopies(vectors: Float32Array, n: number, dimension: number): CopyGroups {
  let slots = 16;
  while (slots < 2 * n) slots *= 2;
  // Open addressing: a slot holds a group number or EMPTY.
  const EMPTY = -1;
  const table = new Int32Array(slots).fill(EMPTY);
  const groupOf = new Int32Array(n);
  const first = new Int32Array(n);
  const sizes = new Int32Array(n);
  let groups = 0;
  for (let row = 0; row < n; row++) {
    let slot = hashRow(vectors, row * dimension, dimension) & (slots - 1);
    while (table[slot] !== EMPTY && !equalRows(vectors, first[table[slot]!]!, row, dimension)) {
      slot = (slot + 1) & (slots - 1);
    }
    if (table[slot] === EMPTY) {
      table[slot] = groups;
      first[groups++] = row;
    }
    groupOf[row] = table[slot]!;
    sizes[table[slot]!]!++;
  }

  const offsets = new Int32Array(groups + 1);
  for (let group = 0; group < groups; group++) offsets[group + 1] = offsets[group]! + sizes[group]!;
  const next = offsets.slice();
  const members = new Int32Array(n);
  for (let row = 0; row < n; row++) members[next[groupOf[row]!]!++] = row;
  return { first: first.slice(0, groups), groupOf, members, offsets };
}

const word = new Float32Array(1);
const bits = new Uint32Array(word.buffer);

/** FNV-1a over the 32-bit patterns, mixed so that low bits depend on high ones. */
function hashRow(vectors: Float32Array, start: number, dimension: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < start + dimension; i++) {
    word[0] = vectors[i]! + 0;
    hash = Math.imul(hash ^ bits[0]!, 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}

function equalRows(vectors: Float32Array, a: number, b: number, dimension: number): boolean {
  for (let i = 0, atA = a * dimension, atB = b * dimension; i < dimension; i++) {
    if (vectors[atA + i] !== vectors[atB + i]) return false;
  }
  return true;
}
