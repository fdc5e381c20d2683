/**
 * Disjoint sets over 0..n-1 (Tarjan 1975): union by size, path halving, no recursion.
 */
export class DisjointSet {
  private readonly parent: Int32Array;
  private readonly sizes: Int32Array;
  private sets: number;

  /** @param n number of elements, each a set of its own at first */
  constructor(readonly n: number) {
    this.parent = new Int32Array(n);
    this.sizes = new Int32Array(n);
    this.sets = n;
    this.reset();
  }

  /** How many sets there are. */
  get count(): number {
    return this.sets;
  }

  /** Makes each element a set of its own again. */
  reset(): void {
    for (let i = 0; i < this.n; i++) this.parent[i] = i;
    this.sizes.fill(1);
    this.sets = this.n;
  }

  /** The root of the set that holds `element`: the same number for all its elements until the next union. */
  find(element: number): number {
    const parent = this.parent;
    let i = element;
    let up = parent[i]!;
    while (up !== i) {
      const next = parent[up]!;
      parent[i] = next;
      i = next;
      up = parent[i]!;
    }
    return i;
  }

  /** Elements in the set of which `root` is the root. */
  sizeOf(root: number): number {
    return this.sizes[root]!;
  }

  /**
   * Joins two different sets, given by their roots.
   *
   * @returns the root of the joined set
   */
  link(rootA: number, rootB: number): number {
    const { sizes } = this;
    const root = sizes[rootA]! >= sizes[rootB]! ? rootA : rootB;
    const other = root === rootA ? rootB : rootA;
    this.parent[other] = root;
    sizes[root]! += sizes[other]!;
    this.sets--;
    return root;
  }

  /** Joins the sets of two elements; false when they were one already. */
  union(a: number, b: number): boolean {
    const rootA = this.find(a);
    const rootB = this.find(b);
    if (rootA === rootB) return false;
    this.link(rootA, rootB);
    return true;
  }
}
