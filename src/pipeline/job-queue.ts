import { isTopographError, TopographError } from "../errors.js";
import type { ClusteringRecord, RunError } from "../runs/run-record.js";
import type { ChangeEvents } from "./change-events.js";
import { ClusteringJob, type JobDeps } from "./clustering-job.js";
import { sweepArtifacts } from "./retention.js";

/** Work on a run is begun so often; one that ends the process each time is given up. */
const MAX_ATTEMPTS = 3;

/** Why a job's signal aborts. */
type StopReason = "cancelled" | "shutdown";

interface ActiveJob {
  readonly collectionId: string;
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

interface Waiting {
  readonly id: string;
  readonly collectionId: string;
}

export interface JobQueueDeps extends JobDeps {
  /** Gives runs their place among those of before. */
  readonly tracer: { catchUp(collectionId: string): Promise<void> };
  /** Told when a run of a collection has ended. */
  readonly collectionEvents: ChangeEvents;
  /** Jobs at once, of different collections. */
  readonly concurrency: number;
}

/**
 * Runs clusterings one after the other, one at a time a collection. The queue's memory is the run store: what a process
 * leaves unfinished, the next one takes up from the stages that are done.
 */
export class JobQueue {
  readonly #waiting: Waiting[] = [];
  readonly #active = new Map<string, ActiveJob>();
  readonly #closing = new AbortController();
  #sweepWanted = false;
  /** While artifacts are swept, no job may start to rely on one. */
  #sweeping: Promise<void> | null = null;

  constructor(private readonly deps: JobQueueDeps) {}

  /** Takes up what an earlier process left, and sweeps what it left behind. */
  async resume(): Promise<void> {
    for (const { id, collectionId } of await this.deps.runs.unfinishedClusterings()) this.submit(id, collectionId);
    // Behind the runs: a stage that had ended as the process did may have made what no record names yet.
    this.sweepSoon();
  }

  /** The run is stored as QUEUED (or RUNNING, when it is taken up again). */
  submit(id: string, collectionId: string): void {
    this.#waiting.push({ id, collectionId });
    this.#startNext();
  }

  /** Deletes the artifacts that no run needs any more as soon as no job is active. */
  sweepSoon(): void {
    this.#sweepWanted = true;
    this.#startNext();
  }

  get length(): number {
    return this.#waiting.length + this.#active.size;
  }

  /** Resolves when the run is CANCELLED, or has ended otherwise in the meantime. */
  async cancel(id: string): Promise<void> {
    const place = this.#waiting.findIndex((waiting) => waiting.id === id);
    if (place >= 0) {
      this.#waiting.splice(place, 1);
      await this.#end(id, { status: "CANCELLED", error: null });
      return;
    }
    const active = this.#active.get(id);
    active?.controller.abort("cancelled" satisfies StopReason);
    await active?.done;
  }

  /** Stops what runs; it stays RUNNING in the store, to be resumed. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#waiting.length = 0;
    const active = [...this.#active.values()];
    for (const { controller } of active) controller.abort("shutdown" satisfies StopReason);
    await Promise.all([...active.map(({ done }) => done), this.#sweeping]);
  }

  #startNext(): void {
    if (this.#closing.signal.aborted || this.#sweeping || this.#active.size >= this.deps.concurrency) return;
    if (this.#sweepWanted && this.#active.size === 0) {
      this.#sweeping = this.#sweep();
      return;
    }
    const busy = new Set([...this.#active.values()].map(({ collectionId }) => collectionId));
    const place = this.#waiting.findIndex(({ collectionId }) => !busy.has(collectionId));
    if (place < 0) return;
    const [next] = this.#waiting.splice(place, 1);
    if (!next) return;
    void this.#start(next);
    this.#startNext();
  }

  async #start({ id, collectionId }: Waiting): Promise<void> {
    const controller = new AbortController();
    let finish = (): void => undefined;
    const done = new Promise<void>((resolve) => (finish = resolve));
    // Its place is taken before the first await, so that no other run of the collection starts beside it.
    this.#active.set(id, { collectionId, controller, done });
    try {
      const job = await this.#begin(id, controller.signal);
      await job?.execute();
      if (job) {
        await this.#trace(collectionId);
        this.deps.events.ended(id);
      }
    } catch (error) {
      await this.#fail(id, error, controller.signal.reason as StopReason | undefined);
    } finally {
      this.#active.delete(id);
      // Who waits for a cancel does not wait for the sweep.
      finish();
      this.#sweepWanted = true;
      this.#startNext();
      this.deps.collectionEvents.changed(collectionId);
    }
  }

  async #begin(id: string, signal: AbortSignal): Promise<ClusteringJob | null> {
    const { runs, events } = this.deps;
    const stored = await runs.clusteringById(id);
    const collection = stored && (await runs.collectionById(stored.collectionId));
    if (!stored || !collection || !isUnfinished(stored)) return null;
    if (stored.attempts >= MAX_ATTEMPTS) {
      throw new TopographError(
        "WORKER_FAILED",
        `The run ended the server ${MAX_ATTEMPTS} times and was given up; recluster with fewer neighbors or more memory.`,
      );
    }
    const run = await runs.updateClustering(id, {
      status: "RUNNING",
      startedAt: stored.startedAt ?? Date.now(),
      attempts: stored.attempts + 1,
    });
    events.changed(id);
    return new ClusteringJob(this.deps, run, collection, signal);
  }

  /** The run is published, so whatever comes in between here is made up for by the next look at its topics. */
  async #trace(collectionId: string): Promise<void> {
    try {
      await this.deps.tracer.catchUp(collectionId);
    } catch (error) {
      this.deps.log.warn({ err: error, collection: collectionId }, "The topics of a run could not be followed");
    }
  }

  async #fail(id: string, error: unknown, reason: StopReason | undefined): Promise<void> {
    const { runs, log } = this.deps;
    try {
      if (reason === "shutdown") {
        // A stop in good order does not count against the run.
        const run = await runs.clusteringById(id);
        if (run) await runs.updateClustering(id, { attempts: Math.max(0, run.attempts - 1) });
        return;
      }
      if (reason === "cancelled") {
        await this.#end(id, { status: "CANCELLED", error: null });
        return;
      }
      log.error({ err: error, run: id }, "A clustering failed");
      await this.#end(id, { status: "FAILED", error: toRunError(error) });
    } catch (storing) {
      log.error({ err: storing, run: id }, "The end of a clustering could not be stored");
    }
  }

  async #end(id: string, { status, error }: Pick<ClusteringRecord, "status" | "error">): Promise<void> {
    const { runs, events } = this.deps;
    const run = await runs.clusteringById(id);
    if (run && isUnfinished(run)) {
      await runs.updateClustering(id, { status, error, finishedAt: Date.now() });
      const projection = run.projectionId === null ? null : await runs.projectionById(run.projectionId);
      if (projection?.status === "RUNNING") await runs.updateProjection(projection.id, { status, error });
    }
    events.ended(id);
  }

  async #sweep(): Promise<void> {
    const { runs, artifacts, log } = this.deps;
    this.#sweepWanted = false;
    try {
      await sweepArtifacts(runs, artifacts, this.#closing.signal);
    } catch (error) {
      log.warn({ err: error }, "Old artifacts could not be swept");
    } finally {
      this.#sweeping = null;
      this.#startNext();
    }
  }
}

function isUnfinished({ status }: ClusteringRecord): boolean {
  return status === "QUEUED" || status === "RUNNING";
}

/** What clients may read of a failure. */
function toRunError(error: unknown): RunError {
  if (isTopographError(error)) return { code: error.code, message: error.message };
  return { code: "INTERNAL_SERVER_ERROR", message: "The run failed by an internal error; the server's log says more." };
}
