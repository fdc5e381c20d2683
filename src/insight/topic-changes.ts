import type { ClusterOverlap } from "./cluster-overlap.js";
import { MIN_SHARED } from "./match-clusters.js";

export const TOPIC_CHANGE_KINDS = ["SPLIT", "MERGED", "BORN", "DIED", "GREW", "SHRANK", "CONTINUED"] as const;
export type TopicChangeKind = (typeof TOPIC_CHANGE_KINDS)[number];

/** A part of a topic comes mainly from it, a source of a topic goes mainly into it: by so many of the common documents. */
const MAIN_SHARE = 0.5;
/** A topic has grown or shrunk by so much of its size, and by MIN_RESIZE documents at least. */
const RESIZE_SHARE = 0.2;
const MIN_RESIZE = 2;

/** What happened to topics between two clusterings; clusters are named by their labels. */
export interface TopicTransition {
  readonly kind: TopicChangeKind;
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Documents that are on both sides. */
  readonly shared: number;
}

export interface Transition {
  readonly overlap: ClusterOverlap;
  /** By label: all members, also those that only one of the two clusterings has seen. */
  readonly beforeSizes: ArrayLike<number>;
  readonly afterSizes: ArrayLike<number>;
  /** By label of the later clustering: the earlier cluster that it goes on with, or -1. */
  readonly matched: Int32Array;
}

/**
 * - SPLIT: a topic with two or more parts; a part is the cluster that goes on with it, or one that comes mainly from it.
 * - MERGED: a topic with two or more sources; a source is the cluster that it goes on with, or one that goes mainly into it.
 * - BORN, DIED: what goes on with nothing and has no part in a SPLIT or MERGED.
 * - GREW, SHRANK, CONTINUED: a topic that goes on, neither split nor merged, by its size.
 *
 * In the order of TOPIC_CHANGE_KINDS, then by label.
 */
export function topicTransitions(transition: Transition): TopicTransition[] {
  const { overlap, matched, beforeSizes } = transition;
  const next = new Int32Array(overlap.before.length).fill(-1);
  matched.forEach((before, after) => {
    if (before >= 0) next[before] = after;
  });
  const sharedOf = new Map(overlap.pairs.map(({ before, after, shared }) => [`${before}/${after}`, shared]));
  const shared = (before: number, after: number): number => sharedOf.get(`${before}/${after}`) ?? 0;
  const { origins, destinations } = mainPartners(overlap);

  const found: TopicTransition[] = [];
  const isPart = new Set<number>();
  const isSource = new Set<number>();
  next.forEach((after, before) => {
    const parts = labelsWhere(origins, before);
    if (after >= 0 && !parts.includes(after)) parts.unshift(after);
    if (parts.length < 2) return;
    for (const part of parts) isPart.add(part);
    found.push({ kind: "SPLIT", before: [before], after: parts, shared: sum(parts, (part) => shared(before, part)) });
  });
  matched.forEach((before, after) => {
    const sources = labelsWhere(destinations, after);
    if (before >= 0 && !sources.includes(before)) sources.unshift(before);
    if (sources.length < 2) return;
    for (const source of sources) isSource.add(source);
    const common = sum(sources, (source) => shared(source, after));
    found.push({ kind: "MERGED", before: sources, after: [after], shared: common });
  });
  const split = new Set(found.flatMap(({ kind, before }) => (kind === "SPLIT" ? before : [])));
  const merged = new Set(found.flatMap(({ kind, after }) => (kind === "MERGED" ? after : [])));
  matched.forEach((before, after) => {
    if (before < 0) {
      if (!isPart.has(after) && !merged.has(after)) found.push({ kind: "BORN", before: [], after: [after], shared: 0 });
    } else if (!split.has(before) && !merged.has(after)) {
      const kind = resizeKind(beforeSizes[before] ?? 0, transition.afterSizes[after] ?? 0);
      found.push({ kind, before: [before], after: [after], shared: shared(before, after) });
    }
  });
  next.forEach((after, before) => {
    if (after < 0 && !isSource.has(before) && !split.has(before)) {
      found.push({ kind: "DIED", before: [before], after: [], shared: 0 });
    }
  });
  return found.sort((a, b) => TOPIC_CHANGE_KINDS.indexOf(a.kind) - TOPIC_CHANGE_KINDS.indexOf(b.kind));
}

export function resizeKind(before: number, after: number): "GREW" | "SHRANK" | "CONTINUED" {
  const change = after - before;
  if (Math.abs(change) < Math.max(MIN_RESIZE, RESIZE_SHARE * before)) return "CONTINUED";
  return change > 0 ? "GREW" : "SHRANK";
}

/** By later label where most of a cluster comes from, by earlier label where most of it goes; -1 for nowhere. */
function mainPartners({ before, after, pairs }: ClusterOverlap): { origins: Int32Array; destinations: Int32Array } {
  const origins = new Int32Array(after.length).fill(-1);
  const destinations = new Int32Array(before.length).fill(-1);
  for (const pair of pairs) {
    if (pair.shared < MIN_SHARED) continue;
    // More than half is one partner at most.
    if (pair.shared > MAIN_SHARE * (after[pair.after] ?? 0)) origins[pair.after] = pair.before;
    if (pair.shared > MAIN_SHARE * (before[pair.before] ?? 0)) destinations[pair.before] = pair.after;
  }
  return { origins, destinations };
}

function labelsWhere(partners: Int32Array, wanted: number): number[] {
  const labels: number[] = [];
  partners.forEach((partner, label) => {
    if (partner === wanted) labels.push(label);
  });
  return labels;
}

function sum(labels: readonly number[], value: (label: number) => number): number {
  return labels.reduce((total, label) => total + value(label), 0);
}
