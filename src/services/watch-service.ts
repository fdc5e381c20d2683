import type { Logger } from "pino";
import { TopographError } from "../errors.js";
import type { ChangeEvents } from "../pipeline/change-events.js";
import { CollectionLocks } from "../runs/collection-locks.js";
import type { CollectionRecord } from "../runs/collection-record.js";
import type { RunStore } from "../runs/run-store.js";
import type { WatchRecord, WatchStore } from "../runs/watch-store.js";
import type { DocumentFilter } from "../store/document-filter.js";
import type { VectorStore } from "../store/vector-store.js";
import { DEFAULT_COLLECTION } from "./collection-service.js";
import { MAX_INT32, requireInteger, requireNumber } from "./limits.js";
import { type ReclusterInput, toReclusterRequest } from "./recluster-request.js";
import type { ClusteringAccess } from "./run-access.js";

/** As it comes in; null and absent mean the default. */
export interface WatchInput {
  readonly afterDocuments?: number | null;
  readonly everyMinutes?: number | null;
  readonly windowDays?: number | null;
  readonly recluster?: ReclusterInput | null;
}

export interface WatchSettings extends Omit<WatchRecord, "recluster"> {
  /** When time alone asks for the next run; null where only documents do. */
  readonly nextAt: number | null;
}

export interface WatchServiceDeps {
  readonly watches: WatchStore;
  readonly runs: RunStore;
  readonly store: VectorStore;
  readonly clusterings: Pick<ClusteringAccess, "recluster">;
  readonly collectionEvents: ChangeEvents;
  readonly log: Pick<Logger, "warn">;
}

export const WATCH_DEFAULTS = { afterDocuments: 100 } as const;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MAX_WINDOW_DAYS = 36_525;
/** After a run could not be asked for, because the queue is full, say. */
const RETRY_MS = MINUTE_MS;
/** The longest time that a timer can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;

interface Recluster {
  readonly input: ReclusterInput;
  readonly filter: DocumentFilter | null;
}

/**
 * Reclusters collections by itself, as documents arrive and as time passes. What is to be done, and how many documents have
 * come, is stored, so that a restart forgets nothing. While a run of a collection waits or works, none is asked for.
 */
export class WatchService {
  readonly #watched = new Set<string>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #turns = new CollectionLocks();
  readonly #running = new Set<Promise<void>>();
  #stopListening = (): void => undefined;
  #closed = false;

  constructor(private readonly deps: WatchServiceDeps) {}

  /** Takes up the watches that are stored. */
  async start(): Promise<void> {
    this.#stopListening = this.deps.collectionEvents.onChange((id) => {
      if (this.#watched.has(id)) this.#look(id);
    });
    for (const { collectionId } of await this.deps.watches.list()) {
      this.#watched.add(collectionId);
      this.#look(collectionId);
    }
  }

  /** Resolves when no run is asked for any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopListening();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.all(this.#running);
  }

  async settings(collectionId: string): Promise<WatchSettings | null> {
    const watch = await this.deps.watches.find(collectionId);
    return watch && { ...watch, nextAt: nextAt(watch) };
  }

  /**
   * @param filter of the runs, without the window
   * @throws TopographError BAD_USER_INPUT
   */
  async set(collection: CollectionRecord, input: WatchInput, filter: DocumentFilter | null): Promise<void> {
    const afterDocuments = input.afterDocuments ?? WATCH_DEFAULTS.afterDocuments;
    requireInteger("afterDocuments", afterDocuments, 1, MAX_INT32);
    const everyMinutes = input.everyMinutes ?? null;
    if (everyMinutes !== null) requireInteger("everyMinutes", everyMinutes, 1, MAX_INT32);
    const windowDays = input.windowDays ?? null;
    if (windowDays !== null) requireNumber("windowDays", windowDays, Number.MIN_VALUE, MAX_WINDOW_DAYS);
    const recluster: Recluster = { input: checkRecluster(input.recluster ?? {}, collection), filter };
    // What is there has been waiting as long as no run has seen it.
    const newest = await this.deps.runs.newestClustering(collection.id, "SUCCEEDED");
    const pending = newest ? 0 : await this.deps.store.count(collection.id);
    await this.deps.watches.put({
      collectionId: collection.id,
      afterDocuments,
      everyMinutes,
      windowDays,
      recluster,
      pending,
      since: Date.now(),
      lastClusteringId: null,
    });
    this.#watched.add(collection.id);
    this.deps.collectionEvents.changed(collection.id);
  }

  async remove(collectionId: string): Promise<void> {
    this.#watched.delete(collectionId);
    await this.deps.watches.remove(collectionId);
    this.deps.collectionEvents.changed(collectionId);
  }

  #look(collectionId: string): void {
    if (this.#closed) return;
    const look = this.#turns.run(collectionId, async () => {
      try {
        await this.#check(collectionId);
      } catch (error) {
        this.deps.log.warn({ err: error, collection: collectionId }, "A watch could not recluster; it tries again");
        this.#lookIn(collectionId, RETRY_MS);
      }
    });
    this.#running.add(look);
    void look.finally(() => this.#running.delete(look));
  }

  async #check(collectionId: string): Promise<void> {
    const { watches, runs } = this.deps;
    if (this.#closed) return;
    const watch = await watches.find(collectionId);
    const collection = watch && (await runs.collectionById(collectionId));
    if (!collection) {
      this.#watched.delete(collectionId);
      clearTimeout(this.#timers.get(collectionId));
      return;
    }
    const due = nextAt(watch);
    const now = Date.now();
    if (watch.pending < watch.afterDocuments && (due === null || now < due)) {
      if (due !== null) this.#lookIn(collectionId, due - now);
      return;
    }
    // The end of the run that is under way is a change, and brings the next look.
    if ((await runs.unfinishedClusterings()).some((run) => run.collectionId === collectionId)) return;
    const { input, filter } = watch.recluster as Recluster;
    const window = withinWindow(filter, watch.windowDays, now);
    const documentCount = await this.deps.store.count(collectionId, window ?? undefined);
    if (documentCount === 0) {
      // There will be something to cluster after the next write, or the next time.
      if (due !== null) this.#lookIn(collectionId, (watch.everyMinutes ?? 0) * MINUTE_MS);
      return;
    }
    const request = toReclusterRequest({ ...input, collection: collection.name }, window, documentCount);
    const run = await this.deps.clusterings.recluster(request);
    await watches.asked(collectionId, { id: run.id, at: now, seen: watch.pending });
    if (watch.everyMinutes !== null) this.#lookIn(collectionId, watch.everyMinutes * MINUTE_MS);
  }

  #lookIn(collectionId: string, milliseconds: number): void {
    clearTimeout(this.#timers.get(collectionId));
    const timer = setTimeout(() => this.#look(collectionId), Math.min(milliseconds, MAX_TIMER_MS));
    // Waiting must not keep the process alive.
    this.#timers.set(collectionId, timer.unref());
  }
}

function nextAt({ since, everyMinutes }: Pick<WatchRecord, "since" | "everyMinutes">): number | null {
  return everyMinutes === null ? null : since + everyMinutes * MINUTE_MS;
}

function withinWindow(filter: DocumentFilter | null, windowDays: number | null, now: number): DocumentFilter | null {
  if (windowDays === null) return filter;
  const start = now - windowDays * DAY_MS;
  return { ...filter, publishedAfter: Math.max(start, filter?.publishedAfter ?? start) };
}

/** @throws TopographError BAD_USER_INPUT */
function checkRecluster(input: ReclusterInput, { name }: CollectionRecord): ReclusterInput {
  const { collection, idempotencyKey, ...rest } = input;
  if (idempotencyKey !== null && idempotencyKey !== undefined) {
    throw new TopographError(
      "BAD_USER_INPUT",
      "recluster.idempotencyKey: each run of a watch is a new one; leave it out.",
      { argument: "recluster.idempotencyKey" },
    );
  }
  // The default of the field cannot be told from what was meant.
  if (collection !== null && collection !== undefined && collection !== name && collection !== DEFAULT_COLLECTION) {
    throw new TopographError(
      "BAD_USER_INPUT",
      `recluster.collection: expected ${name} or nothing, got another collection.`,
      { argument: "recluster.collection" },
    );
  }
  toReclusterRequest(rest, null, 0);
  return rest;
}
