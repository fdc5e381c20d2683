/**
 * HDBSCAN once more, from the definitions, by recursion over lists of points: slow and meant to be seen to be right. It
 * shares no code with src/numeric. Distances may be Infinity where two points have no edge.
 */
export type Weights = readonly (readonly number[])[];

export interface ReferenceOptions {
  minClusterSize: number;
  leaf: boolean;
  epsilon: number;
  maxClusterSize: number;
  allowSingleCluster: boolean;
  /** Whether no distance counts as less than the smallest positive one in the tree. */
  capped: boolean;
}

export interface ReferenceResult {
  /** Members of each cluster, in no particular order. */
  clusters: number[][];
  persistence: number[];
  probabilities: number[];
  outlierScores: number[];
}

/** m(p, q) = max(core(p), core(q), d(p, q)), core(p) being the distance to the s-th other point. */
export function mutualReachabilityMatrix(d: Weights, s: number): number[][] {
  const samples = Math.min(s, d.length - 1);
  const core = d.map((row, p) => row.filter((_, q) => q !== p).sort((a, b) => a - b)[samples - 1] ?? 0);
  return d.map((row, p) => row.map((distance, q) => Math.max(core[p]!, core[q]!, distance)));
}

/** Weights of a minimum spanning tree by Prim's algorithm, ascending. */
export function treeWeights(m: Weights, points: readonly number[] = m.map((_, p) => p)): number[] {
  const weights: number[] = [];
  const best = new Map(points.slice(1).map((p) => [p, m[points[0]!]![p]!]));
  while (best.size > 0) {
    const [next, weight] = [...best].reduce((a, b) => (b[1] < a[1] ? b : a));
    weights.push(weight);
    best.delete(next);
    for (const [p, known] of best) best.set(p, Math.min(known, m[next]![p]!));
  }
  return weights.sort((a, b) => a - b);
}

/** Groups of points that are connected by edges for which `holds`. */
export function connected(points: readonly number[], holds: (p: number, q: number) => boolean): number[][] {
  const left = new Set(points);
  const groups: number[][] = [];
  for (const first of points) {
    if (!left.delete(first)) continue;
    const group = [first];
    for (const p of group) {
      for (const q of left) {
        if (!holds(p, q)) continue;
        left.delete(q);
        group.push(q);
      }
    }
    groups.push(group);
  }
  return groups;
}

interface Cluster {
  points: number[];
  birth: number;
  /** lambda at which points leave, and how many; those in child clusters included. */
  departures: { lambda: number; count: number }[];
  loose: { point: number; lambda: number; weight: number }[];
  children: Cluster[];
  parent: Cluster | null;
}

function condense(
  m: Weights,
  points: number[],
  birth: number,
  minClusterSize: number,
  least: number,
  parent: Cluster | null,
): Cluster {
  const cluster: Cluster = { points, birth, departures: [], loose: [], children: [], parent };
  for (let rest = points; ;) {
    const weight = treeWeights(m, rest).at(-1)!;
    const lambda = 1 / Math.max(weight, least);
    const groups = connected(rest, (p, q) => m[p]![q]! < weight);
    const large = groups.filter((group) => group.length >= minClusterSize);
    const small = groups.filter((group) => group.length < minClusterSize).flat();
    for (const point of small) cluster.loose.push({ point, lambda, weight });
    if (large.length === 1) {
      cluster.departures.push({ lambda, count: small.length });
      rest = large[0]!;
      continue;
    }
    cluster.departures.push({ lambda, count: rest.length });
    cluster.children = large.map((group) => condense(m, group, lambda, minClusterSize, least, cluster));
    return cluster;
  }
}

const all = (cluster: Cluster): Cluster[] => [cluster, ...cluster.children.flatMap(all)];
const last = (cluster: Cluster): number => Math.max(...cluster.departures.map(({ lambda }) => lambda));
const stability = (cluster: Cluster): number =>
  cluster.departures.reduce((sum, { lambda, count }) => sum + (lambda - cluster.birth) * count, 0);

/** The best choice of clusters within one, and its mass; the root can be barred. */
function best(
  cluster: Cluster,
  o: ReferenceOptions,
  masses: Map<Cluster, number>,
): { mass: number; chosen: Cluster[] } {
  const inside = cluster.children.map((child) => best(child, o, masses));
  const mass = inside.map((i) => i.mass).reduce((a, b) => a + b, 0);
  const barred = cluster.parent === null && !o.allowSingleCluster;
  const lasting = cluster.points.length - cluster.loose.filter(({ lambda }) => lambda < last(cluster)).length;
  const points = cluster.parent === null ? lasting : cluster.points.length;
  const own = stability(cluster);
  const keep = !barred && !(mass > own) && points <= o.maxClusterSize;
  masses.set(cluster, keep ? own : mass);
  return keep ? { mass: own, chosen: [cluster] } : { mass, chosen: inside.flatMap((i) => i.chosen) };
}

function choose(root: Cluster, o: ReferenceOptions, masses: Map<Cluster, number>): Cluster[] {
  for (const cluster of all(root)) masses.set(cluster, stability(cluster));
  const leaves = all(root).filter((cluster) => cluster.children.length === 0 && cluster !== root);
  const chosen = o.leaf ? leaves : best(root, o, masses).chosen;
  if (o.epsilon === 0 || chosen.includes(root)) return chosen;
  const climbed = chosen.map((cluster) => {
    let at = cluster;
    while (1 / at.birth < o.epsilon && at.parent && (at.parent !== root || o.allowSingleCluster)) at = at.parent;
    return at;
  });
  return [...new Set(climbed)];
}

export function referenceHdbscan(m: Weights, o: ReferenceOptions): ReferenceResult {
  const n = m.length;
  const least = o.capped ? (treeWeights(m).find((weight) => weight > 0) ?? 0) : 0;
  const root = condense(m, [...Array(n).keys()], 0, o.minClusterSize, least, null);
  const masses = new Map<Cluster, number>();
  const lambda = Array<number>(n);
  const leftAt = Array<number>(n);
  const outlierScores = Array<number>(n);
  for (const cluster of all(root)) {
    const densest = Math.max(...all(cluster).map(last));
    for (const loose of cluster.loose) {
      lambda[loose.point] = loose.lambda;
      leftAt[loose.point] = loose.weight;
      outlierScores[loose.point] =
        loose.lambda === Infinity ? 0 : densest === Infinity ? 1 : (densest - loose.lambda) / densest;
    }
  }
  const probabilities = Array<number>(n).fill(0);
  const largest = Math.max(...all(root).map(last));
  const clusters: number[][] = [];
  const persistence: number[] = [];
  for (const cluster of choose(root, o, masses)) {
    const stays = (p: number): boolean => (o.epsilon > 0 ? leftAt[p]! <= o.epsilon : lambda[p]! >= last(cluster));
    const members = cluster.points.filter((p) => cluster !== root || stays(p));
    if (members.length === 0) continue;
    for (const p of members) {
      probabilities[p] = lambda[p] === Infinity ? 1 : Math.min(lambda[p]!, last(cluster)) / last(cluster);
    }
    clusters.push(members);
    persistence.push(largest === Infinity ? 1 : masses.get(cluster)! / (members.length * largest));
  }
  return { clusters, persistence, probabilities, outlierScores };
}

/** The cluster and the distance at which each noise point first shares a group with a member, growing the distance. */
export function referenceNearest(m: Weights, labels: readonly number[]): { label: number; distance: number }[] {
  const thresholds = [...new Set(treeWeights(m))];
  const found = labels.map((label) => ({ label, distance: 0 }));
  for (const threshold of thresholds) {
    for (const group of connected([...Array(m.length).keys()], (p, q) => m[p]![q]! <= threshold)) {
      const present = group.map((p) => labels[p]!).filter((label) => label >= 0);
      if (present.length === 0) continue;
      for (const p of group) if (found[p]!.label < 0) found[p] = { label: Math.min(...present), distance: threshold };
    }
  }
  return found;
}
