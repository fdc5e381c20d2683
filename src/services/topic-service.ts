import { TopographError } from "../errors.js";
import { topicTransitions } from "../insight/topic-changes.js";
import { type ChangeEvents, statesOf } from "../pipeline/change-events.js";
import type { LineageTracer } from "../pipeline/lineage-tracer.js";
import { readPublishedRun } from "../pipeline/published-run.js";
import type { StagePool } from "../pipeline/stage-pool.js";
import type { ArtifactStore } from "../runs/artifact-store.js";
import type { ClusterLineage, ClusterRef, TopicChangeRecord } from "../runs/lineage-record.js";
import type { ChangePage, LineageStore } from "../runs/lineage-store.js";
import type { ClusteringRecord } from "../runs/run-record.js";
import type { RunStore } from "../runs/run-store.js";
import { requireSuccess } from "./run-access.js";

/** What happened to a topic, in a run or between any two. */
export type TopicChange = Omit<TopicChangeRecord, "number" | "collectionId">;

export interface ClusteringComparison {
  /** Adjusted Rand index over the documents in both, noise being one group more in each. */
  readonly agreement: number;
  readonly changes: readonly TopicChange[];
}

const CHANGES_AT_ONCE = 1000;

/** Longer than any headline. */
export const MAX_TITLE_LENGTH = 200;

export interface TopicServiceDeps {
  readonly lineages: LineageStore;
  readonly artifacts: ArtifactStore;
  readonly tracer: Pick<LineageTracer, "catchUp">;
  readonly pool: StagePool;
  readonly runs: Pick<RunStore, "collectionById">;
  /** Told when a run of a collection has taken its place. */
  readonly collectionEvents: ChangeEvents;
}

/** Topics over the runs of a collection. */
export class TopicService {
  constructor(private readonly deps: TopicServiceDeps) {}

  /**
   * By label, of a run that succeeded.
   *
   * @throws TopographError ARTIFACT_EXPIRED where a damaged run could not take its place among the others
   */
  async lineagesOf(run: ClusteringRecord): Promise<readonly ClusterLineage[]> {
    const lineages = await this.#find(run);
    if (lineages) return lineages;
    throw new TopographError("ARTIFACT_EXPIRED", "A part of the run is no longer kept; recluster to make it anew.");
  }

  /** By label; null where the title that the run made holds. */
  async givenTitles(run: ClusteringRecord): Promise<readonly (string | null)[]> {
    return ((await this.#find(run)) ?? []).map(({ givenTitle }) => givenTitle);
  }

  /** For the topic in every run; an empty title takes it back. */
  async rename(run: ClusteringRecord, label: number, title: string): Promise<void> {
    const given = checkTitle(title);
    const lineage = (await this.lineagesOf(run))[label];
    if (!lineage || !(await this.deps.lineages.setTitle(lineage.lineageId, given))) {
      throw new TopographError("NOT_FOUND", "There is no such cluster.", { kind: "Cluster" });
    }
  }

  async changes(collectionId: string, page: ChangePage): Promise<TopicChangeRecord[]> {
    await this.deps.tracer.catchUp(collectionId);
    return this.deps.lineages.listChanges(collectionId, page);
  }

  /** From now on, oldest first; ends with the collection, or when the signal aborts. */
  async *watchChanges(
    collectionId: string,
    kinds: readonly string[] | null,
    signal: AbortSignal,
  ): AsyncGenerator<TopicChangeRecord, void, undefined> {
    const { lineages, runs, collectionEvents, tracer } = this.deps;
    await tracer.catchUp(collectionId);
    let seen = await lineages.newestChange(collectionId);
    const read = async (): Promise<TopicChangeRecord[] | null> => {
      if (!(await runs.collectionById(collectionId))) return null;
      const found: TopicChangeRecord[] = [];
      for (;;) {
        const page = await lineages.changesSince(collectionId, seen, {
          limit: CHANGES_AT_ONCE,
          ...(kinds && { kinds }),
        });
        found.push(...page);
        seen = page.at(-1)?.number ?? seen;
        if (page.length < CHANGES_AT_ONCE) return found;
      }
    };
    for await (const changes of statesOf(collectionEvents, collectionId, signal, read)) yield* changes;
  }

  countChanges(collectionId: string, kinds?: readonly string[]): Promise<number> {
    return this.deps.lineages.countChanges(collectionId, kinds);
  }

  /** @throws TopographError RUN_NOT_FINISHED, or BAD_USER_INPUT for runs of two collections */
  async compare(
    before: ClusteringRecord,
    after: ClusteringRecord,
    signal?: AbortSignal,
  ): Promise<ClusteringComparison> {
    if (before.collectionId !== after.collectionId) {
      throw new TopographError(
        "BAD_USER_INPUT",
        "after: expected a run of the same collection as before, got one of another.",
        { argument: "after" },
      );
    }
    requireSuccess(before);
    requireSuccess(after);
    const { artifacts, pool } = this.deps;
    const [from, to] = await Promise.all([readPublishedRun(before, artifacts), readPublishedRun(after, artifacts)]);
    const [past, present] = [await this.lineagesOf(before), await this.lineagesOf(after)];
    const overlap = await pool.run("overlapClusters", { before: from, after: to }, signal && { signal });
    const labelOf = new Map(past.map(({ lineageId }, label) => [lineageId, label]));
    const matched = Int32Array.from(present, ({ lineageId }) => labelOf.get(lineageId) ?? -1);
    const transitions = topicTransitions({ overlap, matched, beforeSizes: from.sizes, afterSizes: to.sizes });
    const changes = transitions.map(({ kind, before: sources, after: parts, shared }): TopicChange => {
      const ofPast = kind === "SPLIT" || kind === "DIED";
      const label = (ofPast ? sources[0] : parts[0]) ?? -1;
      const lineage = (ofPast ? past : present)[label];
      return {
        runId: after.id,
        kind,
        lineageId: lineage?.lineageId ?? "",
        title: (ofPast ? from : to).titles[label] ?? "",
        givenTitle: lineage?.givenTitle ?? null,
        before: sources.map((source): ClusterRef => ({ runId: before.id, label: source })),
        after: parts.map((part): ClusterRef => ({ runId: after.id, label: part })),
        sharedDocuments: shared,
        at: after.finishedAt ?? after.requestedAt,
      };
    });
    return { agreement: overlap.agreement, changes };
  }

  /** A run is published a moment before it has its place. */
  async #find(run: ClusteringRecord): Promise<readonly ClusterLineage[] | null> {
    const { lineages, tracer } = this.deps;
    const known = await lineages.lineagesOf(run.id);
    if (known) return known;
    await tracer.catchUp(run.collectionId);
    return lineages.lineagesOf(run.id);
  }
}

/** @throws TopographError BAD_USER_INPUT */
function checkTitle(title: string): string | null {
  const given = title.replace(/\s+/gu, " ").trim();
  if (given.length > MAX_TITLE_LENGTH || /\p{Cc}/u.test(given)) {
    throw new TopographError(
      "BAD_USER_INPUT",
      `title must be at most ${MAX_TITLE_LENGTH} characters on one line, got ${given.length}; shorten it.`,
      { argument: "title", max: MAX_TITLE_LENGTH, actual: given.length },
    );
  }
  return given === "" ? null : given;
}
