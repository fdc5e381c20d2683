/**
 * A growing list of weighted undirected edges in parallel arrays. Each edge is kept with its smaller row first, so that
 * (weight, from, to) is a total order in which the same edge found from either end compares equal.
 */
export class EdgeList {
  from: Int32Array;
  to: Int32Array;
  weights: Float64Array;
  length = 0;

  constructor(capacity = 64) {
    this.from = new Int32Array(capacity);
    this.to = new Int32Array(capacity);
    this.weights = new Float64Array(capacity);
  }

  push(a: number, b: number, weight: number): void {
    if (this.length === this.from.length) this.grow();
    const at = this.length++;
    this.from[at] = a < b ? a : b;
    this.to[at] = a < b ? b : a;
    this.weights[at] = weight;
  }

  /** Positions of the edges in ascending order of (weight, from, to). */
  order(): Uint32Array {
    const { from, to, weights } = this;
    const order = new Uint32Array(this.length);
    for (let i = 0; i < order.length; i++) order[i] = i;
    return order.sort((a, b) => weights[a]! - weights[b]! || from[a]! - from[b]! || to[a]! - to[b]!);
  }

  /** A copy in ascending order of (weight, from, to). */
  sorted(): EdgeList {
    const order = this.order();
    const copy = new EdgeList(order.length);
    for (let i = 0; i < order.length; i++) {
      const at = order[i]!;
      copy.from[i] = this.from[at]!;
      copy.to[i] = this.to[at]!;
      copy.weights[i] = this.weights[at]!;
    }
    copy.length = order.length;
    return copy;
  }

  private grow(): void {
    const capacity = Math.max(64, 2 * this.from.length);
    const { from, to, weights } = this;
    this.from = new Int32Array(capacity);
    this.to = new Int32Array(capacity);
    this.weights = new Float64Array(capacity);
    this.from.set(from);
    this.to.set(to);
    this.weights.set(weights);
  }
}
