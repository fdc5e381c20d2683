import { createHash } from "node:crypto";
import type { Logger } from "pino";
import { isTopographError } from "../errors.js";
import type { SharedMembers } from "../insight/cluster-overlap.js";
import { matchClusters } from "../insight/match-clusters.js";
import { resizeKind, TOPIC_CHANGE_KINDS, type TopicTransition, topicTransitions } from "../insight/topic-changes.js";
import type { ArtifactStore } from "../runs/artifact-store.js";
import { CollectionLocks } from "../runs/collection-locks.js";
import type { ClusterRef, RunTrace } from "../runs/lineage-record.js";
import type { LineageStore } from "../runs/lineage-store.js";
import type { ClusteringRecord } from "../runs/run-record.js";
import { type PublishedRun, readPublishedRun } from "./published-run.js";
import { canonicalJson } from "./stage-keys.js";
import type { StagePool } from "./stage-pool.js";
import type { LabeledKeys } from "./tasks/overlap-clusters.js";

export interface LineageTracerDeps {
  readonly lineages: LineageStore;
  readonly artifacts: ArtifactStore;
  readonly pool: StagePool;
  readonly log: Pick<Logger, "warn">;
}

/** How many earlier runs a topic may be absent from and still come back as itself. */
const LOOK_BACK = 8;
/** The same for runs that looked at other documents, by another filter. */
const LOOK_ASIDE = 3;

/** A run that has its place. */
interface Ancestor {
  readonly run: PublishedRun;
  /** By label. */
  readonly lineages: readonly string[];
}

/** Where a cluster of the present run comes from. */
interface Origin {
  readonly lineageId: string;
  readonly before: ClusterRef;
  readonly size: number;
  readonly shared: number;
}

/**
 * Gives each run that was published its place in the history of its collection: the lineage of each of its clusters, and
 * what happened to topics since the run before. It does so once for each run, in the order of their publication, so that a
 * crash, or a database of before there were lineages, only means that there is more to catch up with.
 */
export class LineageTracer {
  readonly #turns = new CollectionLocks();
  readonly #running = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(private readonly deps: LineageTracerDeps) {}

  /** Resolves when each run of the collection that was published before the call has its place, or cannot be read. */
  async catchUp(collectionId: string): Promise<void> {
    const turn = this.#turns.run(collectionId, () => this.#catchUp(collectionId));
    this.#running.add(turn);
    try {
      await turn;
    } finally {
      this.#running.delete(turn);
    }
  }

  /** Resolves when nothing is written any more. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#running);
  }

  async #catchUp(collectionId: string): Promise<void> {
    const { lineages, log } = this.deps;
    if (this.#closing.signal.aborted) return;
    for (const run of await lineages.untraced(collectionId)) {
      if (this.#closing.signal.aborted) return;
      try {
        await lineages.addTrace(await this.#trace(run));
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        // Deleted meanwhile, or damaged: the runs after it take their places without it.
        if (!isTopographError(error)) throw error;
        log.warn({ err: error, run: run.id }, "A run has no place in the history of topics");
      }
    }
  }

  async #trace(record: ClusteringRecord): Promise<RunTrace> {
    const { collectionId } = record;
    const scope = scopeOf(record);
    const run = await readPublishedRun(record, this.deps.artifacts);
    const [latest, ...older] = [
      ...(await this.deps.lineages.tracedRuns(collectionId, { is: scope }, LOOK_BACK)),
      ...(await this.deps.lineages.tracedRuns(collectionId, { isNot: scope }, LOOK_ASIDE)),
    ];
    const origins = new Map<number, Origin>();
    const ancestor = latest && (await this.#ancestor(latest));
    const transition = ancestor && (await this.#follow(run, ancestor, origins));
    for (const each of older) {
      if (origins.size === run.clusterCount) break;
      const other = await this.#ancestor(each);
      if (other) await this.#follow(run, other, origins);
    }
    const lineages = Array.from(
      { length: run.clusterCount },
      (_, label) => origins.get(label)?.lineageId ?? newLineageId(run.id, label),
    );
    // What another filter left out has not died.
    const predecessor = latest && scopeOf(latest) === scope ? ancestor : null;
    const transitions = predecessor && transition ? topicTransitions(transition) : firstTransitions(run);
    const at = record.finishedAt ?? record.requestedAt;
    const changes = transitions.map((each) => ({ ...describeChange(each, run, lineages, origins, predecessor), at }));
    changes.sort((a, b) => TOPIC_CHANGE_KINDS.indexOf(a.kind) - TOPIC_CHANGE_KINDS.indexOf(b.kind));
    // Read from the newest on, those of the largest topics come first within their kind.
    return { runId: run.id, collectionId, scope, lineages, changes: changes.reverse() };
  }

  /** Null where the run was deleted meanwhile, or is damaged. */
  async #ancestor(record: ClusteringRecord): Promise<Ancestor | null> {
    try {
      const run = await readPublishedRun(record, this.deps.artifacts);
      const lineages = await this.deps.lineages.lineagesOf(record.id);
      return lineages && { run, lineages: lineages.map(({ lineageId }) => lineageId) };
    } catch (error) {
      if (isTopographError(error)) return null;
      throw error;
    }
  }

  /** Finds the origin in this ancestor of clusters that have none yet, among the lineages that no cluster has. */
  async #follow(run: PublishedRun, { run: earlier, lineages }: Ancestor, origins: Map<number, Origin>) {
    const { signal } = this.#closing;
    const overlap = await this.deps.pool.run(
      "overlapClusters",
      { before: columnsOf(earlier), after: columnsOf(run) },
      { signal },
    );
    const taken = new Set([...origins.values()].map(({ lineageId }) => lineageId));
    const isFree = ({ before, after }: SharedMembers): boolean =>
      !origins.has(after) && !taken.has(lineages[before] ?? "");
    const matched = matchClusters(overlap, isFree);
    matched.forEach((label, after) => {
      const lineageId = lineages[label];
      if (lineageId === undefined) return;
      const shared = overlap.pairs.find((pair) => pair.before === label && pair.after === after)?.shared ?? 0;
      origins.set(after, { lineageId, before: { runId: earlier.id, label }, size: earlier.sizes[label] ?? 0, shared });
    });
    return { overlap, matched, beforeSizes: earlier.sizes, afterSizes: run.sizes };
  }
}

function columnsOf({ keys, labels, clusterCount }: PublishedRun): LabeledKeys {
  return { keys, labels, clusterCount };
}

/** Runs with the same scope look at the same documents, but for the window of dates. */
function scopeOf({ params }: ClusteringRecord): string {
  const { publishedAfter: _after, publishedBefore: _before, ...rest } = params.filter ?? {};
  return createHash("sha256").update(canonicalJson(rest)).digest("hex");
}

/** Always the same for the same cluster, so that a trace that was lost is made anew as it was. */
function newLineageId(runId: string, label: number): string {
  return createHash("sha256").update(`${runId}:${label}`).digest("base64url").slice(0, 22);
}

function firstTransitions({ clusterCount }: PublishedRun): TopicTransition[] {
  return Array.from({ length: clusterCount }, (_, label) => ({ kind: "BORN", before: [], after: [label], shared: 0 }));
}

function describeChange(
  { kind, before, after, shared }: TopicTransition,
  run: PublishedRun,
  lineages: readonly string[],
  origins: ReadonlyMap<number, Origin>,
  predecessor: Ancestor | null | undefined,
) {
  const [from = -1] = before;
  const [to = -1] = after;
  const here = (label: number): ClusterRef => ({ runId: run.id, label });
  if (predecessor && (kind === "SPLIT" || kind === "DIED")) {
    return {
      kind,
      lineageId: predecessor.lineages[from] ?? "",
      title: predecessor.run.titles[from] ?? "",
      before: before.map((label) => ({ runId: predecessor.run.id, label })),
      after: after.map(here),
      sharedDocuments: shared,
    };
  }
  const common = { lineageId: lineages[to] ?? "", title: run.titles[to] ?? "", after: after.map(here) };
  const origin = origins.get(to);
  if (kind === "BORN" && origin) {
    // It was absent from the run before, and is back.
    const { before: past, size, shared: sharedDocuments } = origin;
    return { ...common, kind: resizeKind(size, run.sizes[to] ?? 0), before: [past], sharedDocuments };
  }
  const sources = before.map((label) => ({ runId: predecessor?.run.id ?? "", label }));
  return { ...common, kind, before: sources, sharedDocuments: shared };
}
