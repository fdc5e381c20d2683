/**
 * Adjusted mutual information of two labelings: 1 where they are the same partition, 0 on average where they agree by
 * chance only. Chance is the hypergeometric model (all labelings with these group sizes), the normalizer the arithmetic mean
 * of the entropies, as in scikit-learn.
 *
 * Vinh, Epps and Bailey: Information Theoretic Measures for Clusterings Comparison. JMLR 11 (2010).
 */
export function adjustedMutualInformation(a: readonly unknown[], b: readonly unknown[]): number {
  if (a.length !== b.length) throw new RangeError(`expected as many labels in both, got ${a.length} and ${b.length}`);
  const n = a.length;
  const rows = groupNumbers(a);
  const columns = groupNumbers(b);
  const sizesA = sizesOf(rows);
  const sizesB = sizesOf(columns);
  // One group in both, or no points at all: the same partition, and nothing to normalize by.
  if (sizesA.length === sizesB.length && sizesA.length <= 1) return 1;
  const expected = expectedMutualInformation(n, sizesA, sizesB);
  const mean = (entropy(n, sizesA) + entropy(n, sizesB)) / 2;
  const denominator = mean - expected;
  // Where each point is alone in both, chance reaches all there is; the sign is kept and the division survives.
  const safe = denominator < 0 ? Math.min(denominator, -Number.EPSILON) : Math.max(denominator, Number.EPSILON);
  return (mutualInformation(n, rows, columns, sizesA, sizesB) - expected) / safe;
}

function groupNumbers(labels: readonly unknown[]): Int32Array {
  const numbers = new Map<unknown, number>();
  return Int32Array.from(labels, (label) => {
    const known = numbers.get(label);
    if (known !== undefined) return known;
    numbers.set(label, numbers.size);
    return numbers.size - 1;
  });
}

function sizesOf(groups: Int32Array): Int32Array {
  const sizes = new Int32Array(groups.reduce((most, group) => Math.max(most, group + 1), 0));
  for (const group of groups) sizes[group]!++;
  return sizes;
}

function entropy(n: number, sizes: Int32Array): number {
  let sum = 0;
  for (const size of sizes) sum -= (size / n) * Math.log(size / n);
  return sum;
}

function mutualInformation(
  n: number,
  rows: Int32Array,
  columns: Int32Array,
  sizesA: Int32Array,
  sizesB: Int32Array,
): number {
  const together = new Map<number, number>();
  for (let i = 0; i < n; i++) {
    const cell = rows[i]! * sizesB.length + columns[i]!;
    together.set(cell, (together.get(cell) ?? 0) + 1);
  }
  let sum = 0;
  for (const [cell, count] of together) {
    const a = sizesA[Math.floor(cell / sizesB.length)]!;
    const b = sizesB[cell % sizesB.length]!;
    sum += (count / n) * Math.log((n * count) / (a * b));
  }
  return sum;
}

/** What two labelings with groups of these sizes share on average; groups of one size give equal terms. */
function expectedMutualInformation(n: number, sizesA: Int32Array, sizesB: Int32Array): number {
  const logFactorial = new Float64Array(n + 1);
  for (let i = 1; i <= n; i++) logFactorial[i] = logFactorial[i - 1]! + Math.log(i);
  const f = (i: number) => logFactorial[i]!;
  let sum = 0;
  for (const [a, timesA] of countEqual(sizesA)) {
    for (const [b, timesB] of countEqual(sizesB)) {
      const fixed = f(a) + f(b) + f(n - a) + f(n - b) - f(n);
      for (let shared = Math.max(1, a + b - n); shared <= Math.min(a, b); shared++) {
        // The chance that groups of a and b points out of n share this many.
        const log = fixed - f(shared) - f(a - shared) - f(b - shared) - f(n - a - b + shared);
        sum += timesA * timesB * (shared / n) * Math.log((n * shared) / (a * b)) * Math.exp(log);
      }
    }
  }
  return sum;
}

function countEqual(sizes: Int32Array): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const size of sizes) counts.set(size, (counts.get(size) ?? 0) + 1);
  return counts;
}
