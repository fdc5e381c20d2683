/**
 * For each label of `labels` that of `others` on the same points, or null when the two are not the same partition up to
 * the numbers of clusters, noise (-1) being the same points.
 */
export function matchLabels(labels: ArrayLike<number>, others: ArrayLike<number>): Map<number, number> | null {
  if (labels.length !== others.length) return null;
  const there = new Map<number, number>([[-1, -1]]);
  const back = new Map<number, number>([[-1, -1]]);
  for (let i = 0; i < labels.length; i++) {
    const a = labels[i]!;
    const b = others[i]!;
    if (!there.has(a) && !back.has(b)) {
      there.set(a, b);
      back.set(b, a);
    }
    if (there.get(a) !== b || back.get(b) !== a) return null;
  }
  return there;
}

/** Adjusted Rand index (Hubert and Arabie 1985), noise as one group. */
export function adjustedRandIndex(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const pairs = (count: number): number => (count * (count - 1)) / 2;
  const both = new Map<string, number>();
  const ofA = new Map<number, number>();
  const ofB = new Map<number, number>();
  for (let i = 0; i < a.length; i++) {
    both.set(`${a[i]},${b[i]}`, (both.get(`${a[i]},${b[i]}`) ?? 0) + 1);
    ofA.set(a[i]!, (ofA.get(a[i]!) ?? 0) + 1);
    ofB.set(b[i]!, (ofB.get(b[i]!) ?? 0) + 1);
  }
  const sum = (counts: Map<unknown, number>): number => [...counts.values()].reduce((total, c) => total + pairs(c), 0);
  const expected = (sum(ofA) * sum(ofB)) / pairs(a.length);
  const most = (sum(ofA) + sum(ofB)) / 2;
  return most === expected ? 1 : (sum(both) - expected) / (most - expected);
}
