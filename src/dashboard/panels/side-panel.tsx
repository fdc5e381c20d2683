import type { JSX } from "preact";

import { isStarting, job, jobError, lastFailure, notice } from "../state/job.js";
import { isReclusterOpen } from "../state/page.js";
import { isStale, shownRun } from "../state/run.js";
import { formatTime } from "./format.js";
import { Icon } from "./icon.js";
import { JobProgress } from "./job-progress.js";
import { ReclusterPanel } from "./recluster-panel.js";
import { RunFigures } from "./run-figures.js";
import { RunWarnings } from "./run-warnings.js";
import { TopicList } from "./topic-list.js";

export function SidePanel(): JSX.Element {
  const hasRun = shownRun.value !== null;
  return (
    <aside class="side" aria-label="Topics">
      <div class="side-head">
        <RunFigures />
        {hasRun && (
          <button
            type="button"
            class="button recluster-opener"
            aria-expanded={isReclusterOpen.value}
            aria-controls="recluster"
            title="Settings for a new run (r)"
            disabled={isStarting.value}
            onClick={() => (isReclusterOpen.value = !isReclusterOpen.value)}
          >
            <Icon name="redo" /> Recluster
          </button>
        )}
      </div>
      {isStale.value && <p class="hint">The collection has changed since this run.</p>}
      {isReclusterOpen.value && hasRun && <ReclusterPanel />}
      {job.value !== null && hasRun && <JobProgress />}
      {lastFailure.value !== null && hasRun && (
        <p class="error" role="status">
          The newest run, of {formatTime(lastFailure.value.requestedAt)}, failed: {lastFailure.value.error?.message}
        </p>
      )}
      {jobError.value !== null && (
        <p class="error" role="alert">
          {jobError.value.message}
        </p>
      )}
      {notice.value !== null && (
        <p class="hint" role="status">
          {notice.value}
        </p>
      )}
      <RunWarnings />
      <TopicList />
    </aside>
  );
}
