import { computed, effect, signal } from "@preact/signals";

import { toApiError, type ApiError } from "../api/api-error.js";
import { request } from "../api/client.js";
import { followProgress, type Progress } from "../api/progress.js";
import { CancelClusteringDocument, ReclusterDocument, type ReclusterInput } from "../operations.generated.js";
import { navigate } from "./location.js";
import { mapEngine } from "./map-engine.js";
import { collectionName, refreshSoon, runs, type RunSummary } from "./overview.js";

/** A run that is under way, or has just ended. */
export type Job = RunSummary & Partial<Pick<Progress, "stages" | "startedAt">>;

export const job = signal<Job | null>(null);
export const jobError = signal<ApiError | null>(null);
export const isStarting = signal(false);
/** Said once, in passing. */
export const notice = signal<string | null>(null);

/** The newest run, where it has failed and is not told of already. */
export const lastFailure = computed(() => {
  const newest = runs.value[0];
  return newest?.status === "FAILED" && job.value === null ? newest : null;
});

export const isRunning = computed(() => job.value !== null && !isFinal(job.value));

export function isFinal({ status }: Pick<RunSummary, "status">): boolean {
  return status !== "QUEUED" && status !== "RUNNING";
}

/** Runs whose end has been told. */
const told = new Set<string>();
/** Runs this page asked for: it turns to them when they are done. */
const own = new Set<string>();
const followed = computed(() => (job.value && !isFinal(job.value) ? job.value.id : null));

// Also runs of others: the sample that is loaded at the first start, the command line, another page.
effect(() => {
  const current = job.peek();
  if (current && !isFinal(current)) {
    // Should the socket be cut off, the poll still knows.
    const seen = runs.value.find((each) => each.id === current.id);
    if (seen && isFinal(seen)) take(seen);
    return;
  }
  const active = runs.value.find((each) => !isFinal(each) && !told.has(each.id));
  if (active) {
    jobError.value = null;
    job.value = active;
  }
});

effect(() => {
  const id = followed.value;
  if (id === null) return undefined;
  return followProgress(id, {
    onProgress: take,
    onError: (error) => {
      // The server does not know the run any more, say after its store was replaced.
      job.value = null;
      told.add(id);
      if (error.code !== "NOT_FOUND") jobError.value = error;
      refreshSoon();
    },
  });
});

effect(() => {
  void collectionName.value;
  job.value = null;
  jobError.value = null;
});

function take(progress: Job): void {
  const current = job.peek();
  if (current && current.id !== progress.id) return;
  job.value = progress;
  if (!isFinal(progress) || told.has(progress.id)) return;
  told.add(progress.id);
  if (progress.status === "SUCCEEDED") {
    if (own.has(progress.id)) navigate({ run: null, topic: null });
    job.value = null;
  }
  refreshSoon();
}

export async function startRecluster(input: ReclusterInput): Promise<void> {
  isStarting.value = true;
  jobError.value = null;
  notice.value = null;
  try {
    const asked = { projection: { engine: mapEngine.peek() }, ...input, collection: collectionName.peek() };
    const { recluster } = await request(ReclusterDocument, { input: asked });
    if (recluster.status === "SUCCEEDED") {
      // The same work gives the same run.
      notice.value = "These settings were computed before: this is that run.";
      const isNewest = runs.peek().find((each) => each.status === "SUCCEEDED")?.id === recluster.id;
      navigate({ run: isNewest ? null : recluster.id, topic: null });
    } else {
      own.add(recluster.id);
      job.value = recluster;
    }
    refreshSoon();
  } catch (error) {
    jobError.value = toApiError(error);
  } finally {
    isStarting.value = false;
  }
}

export async function cancelJob(): Promise<void> {
  const id = job.peek()?.id;
  if (id === undefined) return;
  try {
    await request(CancelClusteringDocument, { id });
  } catch (error) {
    jobError.value = toApiError(error);
  }
}

export function dismissJob(): void {
  job.value = null;
  jobError.value = null;
}
