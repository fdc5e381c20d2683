import { DisjointSet } from "../disjoint-set.js";
import { EdgeList } from "./edge-list.js";
import { mutualReachability } from "./mutual-reachability.js";
import type { OutsideSearch } from "./outside-search.js";

/** Points asked in one go, about one block of a matrix product. Smaller batches ask fewer points in all, in more rounds. */
const BATCH = 512;
const FIRST_WIDTH = 8;
const WIDTH_GROWTH = 4;

export interface JoinOptions {
  /** How many points may be asked to prove edges; once they are used up, edges within the forest's trees are trusted. */
  readonly certificationBudget: number;
  /** Called after each round with the share of the tree's edges that are found, 0..1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/**
 * Grows known edges into one spanning tree of the complete mutual reachability graph.
 *
 * The rule is the cut property: an edge is in a minimum spanning tree when, for the component at one of its ends, no
 * other edge that leaves the component is lighter. Known outgoing edges are compared directly. For the unknown ones each
 * point p has a lower bound, its reach: at first max(core(p), distance to the last row of its list), because any row
 * beyond the list is at least as far; after the outside search was asked, the weight of the last candidate it gave. An
 * edge is certain when it weighs no more than the reach of every point of one of the two components. Certain edges are
 * merged; when none is left, the components for which the fewest points must be asked are asked, until one is left.
 */
export class ComponentJoiner {
  /** The tree's edges, in the order in which they were found. */
  readonly tree: EdgeList;
  /** One flag an edge of `tree`: 1 where the rule above holds. */
  readonly certified: Uint8Array;
  /** Points asked so far, a point asked twice counted twice. */
  queries = 0;

  private readonly sets: DisjointSet;
  /** The components of the known graph. What joins two of them is always proven. */
  private readonly known: DisjointSet;
  /** By root: the least reach in the component. */
  private readonly reachOf: Float64Array;
  /** The width at which each point was last asked, 0 for never. */
  private readonly askedWidth: Int32Array;

  /**
   * @param core n core distances
   * @param reach n lower bounds, see above; changed in place
   * @param outside null when there is none; then components that no known edge joins are an error
   */
  constructor(
    private readonly core: Float64Array,
    private readonly reach: Float64Array,
    private readonly outside: OutsideSearch | null,
  ) {
    const n = core.length;
    this.tree = new EdgeList(Math.max(0, n - 1));
    this.certified = new Uint8Array(Math.max(0, n - 1));
    this.sets = new DisjointSet(n);
    this.known = new DisjointSet(n);
    this.reachOf = new Float64Array(n);
    this.askedWidth = new Int32Array(n);
  }

  /**
   * @param forest the minimum spanning forest of the known edges, ascending
   * @throws RangeError when components are left and there is no outside search
   */
  async join(forest: EdgeList, { certificationBudget, onProgress }: JoinOptions): Promise<void> {
    const edges = this.core.length - 1;
    let proving = certificationBudget > 0 && this.outside !== null;
    for (let i = 0; i < forest.length; i++) this.known.union(forest.from[i]!, forest.to[i]!);
    let pending = forest;
    for (;;) {
      pending = this.merge(pending, !proving);
      onProgress?.(edges > 0 ? this.tree.length / edges : 1);
      if (this.sets.count <= 1) return;
      if (this.outside === null) {
        throw new RangeError(`the graph has ${this.sets.count} components and there is no outside search to join them`);
      }
      const left = proving ? certificationBudget - this.queries : Infinity;
      const points = this.pointsToAsk(pending, Math.min(BATCH, left));
      if (points.length > left) {
        proving = false;
        continue;
      }
      pending = await this.ask(points, pending, this.outside);
    }
  }

  /**
   * Merges edges in ascending order: those that are certain and, when `trust` is set, those within a known component.
   *
   * @returns the edges that are left, ascending, without those that can be in no minimum spanning tree
   */
  private merge(edges: EdgeList, trust: boolean): EdgeList {
    const { sets, known, reachOf, tree } = this;
    this.updateReach();
    const blocked = new EdgeList();
    // What the components would be if all edges so far were merged. An edge inside one of those closes a cycle of
    // edges no heavier than itself.
    const hoped = new DisjointSet(sets.n);
    for (let i = 0; i < edges.length; i++) {
      const from = sets.find(edges.from[i]!);
      const to = sets.find(edges.to[i]!);
      if (from === to) continue;
      const weight = edges.weights[i]!;
      // An earlier blocked edge of a component weighs no more than this one and more than the component's reach, so
      // this one cannot be taken for its lightest by mistake.
      const certain = weight <= reachOf[from]! || weight <= reachOf[to]!;
      if (certain || (trust && known.find(edges.from[i]!) === known.find(edges.to[i]!))) {
        this.certified[tree.length] = certain ? 1 : 0;
        tree.push(edges.from[i]!, edges.to[i]!, weight);
        const least = Math.min(reachOf[from]!, reachOf[to]!);
        reachOf[sets.link(from, to)] = least;
        hoped.union(from, to);
      } else if (hoped.union(from, to)) {
        blocked.push(edges.from[i]!, edges.to[i]!, weight);
      }
    }
    return blocked;
  }

  private updateReach(): void {
    const { sets, reach, reachOf } = this;
    reachOf.fill(Infinity);
    for (let point = 0; point < sets.n; point++) {
      const root = sets.find(point);
      if (reach[point]! < reachOf[root]!) reachOf[root] = reach[point]!;
    }
  }

  /**
   * The points whose reach is below the lightest known edge of their component, for the components with the fewest: as
   * many as stay within `limit` points, but at least one.
   */
  private pointsToAsk(pending: EdgeList, limit: number): Int32Array {
    const { sets, reach } = this;
    const lightest = new Float64Array(sets.n).fill(Infinity);
    for (let i = 0; i < pending.length; i++) {
      const weight = pending.weights[i]!;
      const from = sets.find(pending.from[i]!);
      const to = sets.find(pending.to[i]!);
      if (weight < lightest[from]!) lightest[from] = weight;
      if (weight < lightest[to]!) lightest[to] = weight;
    }
    const needed = new Int32Array(sets.n);
    for (let point = 0; point < sets.n; point++) {
      const root = sets.find(point);
      if (reach[point]! < lightest[root]!) needed[root]!++;
    }
    const roots = new Int32Array(sets.count);
    let rootCount = 0;
    for (let point = 0; point < sets.n; point++) if (needed[point]! > 0) roots[rootCount++] = point;
    const byNeed = roots.subarray(0, rootCount).sort((a, b) => needed[a]! - needed[b]! || a - b);

    // A component that nothing leads out of, though all its lists are complete, repeats rows in them.
    if (rootCount === 0) throw new RangeError("a complete list lacks a row: an index is listed twice");
    let total = 0;
    const chosen = new Uint8Array(sets.n);
    for (const root of byNeed) {
      if (total > 0 && total + needed[root]! > limit) break;
      total += needed[root]!;
      chosen[root] = 1;
    }
    const points = new Int32Array(total);
    let at = 0;
    for (let point = 0; point < sets.n; point++) {
      const root = sets.find(point);
      if (chosen[root] === 1 && reach[point]! < lightest[root]!) points[at++] = point;
    }
    return points;
  }

  /** Asks for the points' nearest outside rows, raises their reach and returns `pending` with the edges found. */
  private async ask(points: Int32Array, pending: EdgeList, outside: OutsideSearch): Promise<EdgeList> {
    const { sets, core, reach, askedWidth } = this;
    const n = sets.n;
    const component = new Int32Array(n);
    for (let point = 0; point < n; point++) component[point] = sets.find(point);
    // A point is asked again when all rows it was given have joined its own component, or tied within the error of the
    // search. Wider each time, so that the asking ends.
    let width = FIRST_WIDTH;
    for (const point of points) width = Math.max(width, askedWidth[point]! * WIDTH_GROWTH);
    width = Math.min(width, n - 1);
    const rows = await outside.nearestOutside(points, component, core, width);
    if (rows.length !== points.length * width) {
      throw new RangeError(
        `expected ${points.length} x ${width} candidates from the outside search, got ${rows.length}`,
      );
    }
    this.queries += points.length;

    // Of several edges from one point into one component only the lightest can enter the tree.
    const best = new Int32Array(n);
    const bestWeight = new Float64Array(n).fill(Infinity);
    const touched = new Int32Array(width);
    for (let i = 0; i < points.length; i++) {
      const point = points[i]!;
      let touchedCount = 0;
      let farthest = 0;
      let complete = false;
      for (let at = i * width, end = at + width; at < end; at++) {
        const row = rows[at]!;
        if (row < 0) {
          complete = true;
          break;
        }
        const theirs = component[row];
        if (theirs === undefined || theirs === component[point]) {
          throw new RangeError(
            `the outside search gave row ${row} for point ${point}, which is not outside its component`,
          );
        }
        const weight = mutualReachability(outside.distance(point, row), core[point]!, core[row]!);
        if (weight > farthest) farthest = weight;
        if (bestWeight[theirs] === Infinity) touched[touchedCount++] = theirs;
        if (weight < bestWeight[theirs]! || (weight === bestWeight[theirs]! && row < best[theirs]!)) {
          bestWeight[theirs] = weight;
          best[theirs] = row;
        }
      }
      for (let j = 0; j < touchedCount; j++) {
        const theirs = touched[j]!;
        pending.push(point, best[theirs]!, bestWeight[theirs]!);
        bestWeight[theirs] = Infinity;
      }
      // What was not given ranks behind what was: both squares may be wrong by the search's error.
      const slack = 2 * outside.squaredError;
      const beyond = slack === 0 ? farthest : Math.sqrt(Math.max(0, farthest * farthest - slack));
      reach[point] = Math.max(reach[point]!, complete ? Infinity : beyond);
      askedWidth[point] = width;
    }
    return pending.sorted();
  }
}
