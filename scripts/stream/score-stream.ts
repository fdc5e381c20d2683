/** One run of the stream: where each document in its window belongs, and what the API said. */
export interface StreamDay {
  /** Row numbers of the documents in the window. */
  readonly rows: readonly number[];
  /** Of each of these rows; negative for noise. */
  readonly labels: ArrayLike<number>;
  /** By label. */
  readonly lineages: readonly string[];
  /** SPLIT by label of the cluster of the day before, MERGED by label of this day's. */
  readonly split: ReadonlySet<number>;
  readonly merged: ReadonlySet<number>;
}

export interface StreamScore {
  /** Events with 20 documents or more that had a cluster on two days at least. */
  readonly events: number;
  /** Share of them that kept one lineage in each of their lives. */
  readonly identityKept: number;
  /** Of the steps from day to day of these events, the share in which the lineage stayed. */
  readonly stepsKept: number;
  readonly steps: number;
  /** Of the clusters that go on with an earlier one, the share whose event is another. */
  readonly falseContinuations: number;
  readonly continuations: number;
  /** Events that shared a cluster and were told apart on the next day. */
  readonly splits: number;
  readonly missedSplits: number;
  /** Events that had clusters of their own and shared one on the next day. */
  readonly merges: number;
  readonly missedMerges: number;
}

const LARGE_EVENT = 20;
/** An event is in a cluster with so many documents at least. */
const PRESENT = 3;

interface DayView {
  /** By label: the event that more than half of the members tell. */
  readonly majority: ReadonlyMap<number, string>;
  /** The cluster that holds most documents of an event, where it holds more than half of those that are in any. */
  readonly home: ReadonlyMap<string, number>;
}

/** Measures lineages against the events that the documents tell. */
export function scoreStream(events: readonly string[], days: readonly StreamDay[]): StreamScore {
  const views = days.map((day) => viewOf(events, day));
  const sizes = countBy(events);
  let [kept, seen, stepsKept, steps, falsely, continuations] = [0, 0, 0, 0, 0, 0];
  for (const [event, size] of sizes) {
    if (size < LARGE_EVENT) continue;
    const lives = livesOf(event, events, days, views);
    const links = lives.flatMap((life) => life.slice(1).map((lineage, index) => lineage === life[index]));
    if (links.length === 0) continue;
    seen++;
    if (links.every(Boolean)) kept++;
    steps += links.length;
    stepsKept += links.filter(Boolean).length;
  }
  const lastEvent = new Map<string, string>();
  days.forEach((day, at) => {
    day.lineages.forEach((lineage, label) => {
      const event = views[at]?.majority.get(label);
      const before = lastEvent.get(lineage);
      if (event === undefined) return;
      if (before !== undefined) {
        continuations++;
        if (before !== event) falsely++;
      }
      lastEvent.set(lineage, event);
    });
  });
  return {
    events: seen,
    identityKept: kept / Math.max(1, seen),
    stepsKept: stepsKept / Math.max(1, steps),
    steps,
    falseContinuations: falsely / Math.max(1, continuations),
    continuations,
    ...scoreSplitsAndMerges(events, days),
  };
}

/** The lineages of an event day by day; a life ends where no document of it is left in the window. */
function livesOf(
  event: string,
  events: readonly string[],
  days: readonly StreamDay[],
  views: readonly DayView[],
): string[][] {
  const lives: string[][] = [[]];
  days.forEach((day, at) => {
    if (!day.rows.some((row) => events[row] === event)) lives.push([]);
    const label = views[at]?.home.get(event);
    const lineage = label === undefined ? undefined : day.lineages[label];
    if (lineage !== undefined && views[at]?.majority.get(label ?? -1) === event) lives.at(-1)?.push(lineage);
  });
  return lives;
}

function viewOf(events: readonly string[], { rows, labels }: StreamDay): DayView {
  const byCluster = new Map<number, Map<string, number>>();
  rows.forEach((row, index) => {
    const label = labels[index] ?? -1;
    if (label < 0) return;
    const counts = byCluster.get(label) ?? new Map<string, number>();
    byCluster.set(label, counts);
    increment(counts, events[row] ?? "");
  });
  const majority = new Map<number, string>();
  const clustersOf = new Map<string, Map<number, number>>();
  for (const [label, counts] of byCluster) {
    const size = [...counts.values()].reduce((sum, count) => sum + count, 0);
    for (const [event, count] of counts) {
      if (2 * count > size) majority.set(label, event);
      const clusters = clustersOf.get(event) ?? new Map<number, number>();
      clustersOf.set(event, clusters);
      clusters.set(label, count);
    }
  }
  const home = new Map<string, number>();
  for (const [event, clusters] of clustersOf) {
    const total = [...clusters.values()].reduce((sum, count) => sum + count, 0);
    for (const [label, count] of clusters) if (count >= PRESENT && 2 * count > total) home.set(event, label);
  }
  return { majority, home };
}

function scoreSplitsAndMerges(events: readonly string[], days: readonly StreamDay[]) {
  const found = { splits: 0, missedSplits: 0, merges: 0, missedMerges: 0 };
  days.slice(1).forEach((day, index) => {
    const before = days[index];
    if (!before) return;
    // Only documents of both windows can tell.
    const shared = new Set(before.rows.filter((row) => day.rows.includes(row)));
    const [past, present] = [homesOf(events, before, shared), homesOf(events, day, shared)];
    const both = [...past.keys()].filter((event) => present.has(event));
    const [apart, together] = [new Set<number>(), new Set<number>()];
    for (const one of both) {
      for (const other of both) {
        if (one >= other) continue;
        const [was, is] = [past.get(one) === past.get(other), present.get(one) === present.get(other)];
        if (was && !is) apart.add(past.get(one) ?? -1);
        if (!was && is) together.add(present.get(one) ?? -1);
      }
    }
    found.splits += apart.size;
    found.merges += together.size;
    for (const label of apart) if (!day.split.has(label)) found.missedSplits++;
    for (const label of together) if (!day.merged.has(label)) found.missedMerges++;
  });
  return found;
}

function homesOf(events: readonly string[], day: StreamDay, only: ReadonlySet<number>): ReadonlyMap<string, number> {
  const places = day.rows
    .map((row, index) => ({ row, label: day.labels[index] ?? -1 }))
    .filter(({ row }) => only.has(row));
  return viewOf(events, {
    ...day,
    rows: places.map(({ row }) => row),
    labels: places.map(({ label }) => label),
  }).home;
}

function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) increment(counts, value);
  return counts;
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
