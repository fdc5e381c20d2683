import type { JSX } from "preact";

import { connection } from "../api/connection.js";
import type { PipelineStage } from "../operations.generated.js";
import { cancelJob, dismissJob, isFinal, job, type Job } from "../state/job.js";
import { formatPercent } from "./format.js";
import { Icon } from "./icon.js";

const STAGES: readonly { readonly stage: PipelineStage; readonly name: string }[] = [
  { stage: "SNAPSHOT", name: "Read vectors" },
  { stage: "NEIGHBORS", name: "Find neighbors" },
  { stage: "FOREST", name: "Span forest" },
  { stage: "CLUSTERS", name: "Cut topics" },
  { stage: "LABELS", name: "Name topics" },
  { stage: "LAYOUT", name: "Lay out map" },
  { stage: "PUBLISH", name: "Publish" },
];

const ENDS = { FAILED: "The run failed", CANCELLED: "The run was cancelled", SUCCEEDED: "Done" } as const;

/** The run under way, stage by stage; says so, rather than turning on, when the server is away. */
export function JobProgress(): JSX.Element | null {
  const current = job.value;
  if (!current) return null;
  const { status, error, progress } = current;
  if (isFinal(current)) {
    return (
      <section class="job ended" role="alert">
        <p>
          <strong>{ENDS[status as keyof typeof ENDS]}</strong>
          {error && `: ${error.message}`}
        </p>
        <button type="button" class="icon-button small" aria-label="Dismiss" onClick={dismissJob}>
          <Icon name="close" />
        </button>
      </section>
    );
  }
  const isLost = connection.value !== "online";
  return (
    <section class="job" aria-label="Run under way">
      <div class="job-head">
        <strong>
          {isLost ? "Waiting for the server" : status === "QUEUED" ? "Waiting for its turn" : stageName(current)}
        </strong>
        {!isLost && <span class="number">{formatPercent(progress)}</span>}
        <button type="button" class="text-button" disabled={isLost} onClick={() => void cancelJob()}>
          Cancel
        </button>
      </div>
      <progress max={1} value={progress} aria-label="Progress of the run" data-lost={isLost} />
      <StageList job={current} isLost={isLost} />
    </section>
  );
}

function StageList({ job: { stage, stages }, isLost }: { readonly job: Job; readonly isLost: boolean }): JSX.Element {
  return (
    <ol class="stages">
      {STAGES.map((each) => {
        const done = stages?.find((report) => report.stage === each.stage);
        const state = done ? "done" : stage === each.stage && !isLost ? "active" : "open";
        return (
          <li key={each.stage} data-state={state}>
            <span class="stage-mark">{done && <Icon name="check" />}</span>
            {each.name}
            {done && <span class="number">{done.cached ? "kept" : formatSeconds(done.seconds)}</span>}
          </li>
        );
      })}
    </ol>
  );
}

function stageName({ stage }: Job): string {
  return STAGES.find((each) => each.stage === stage)?.name ?? "Starting";
}

function formatSeconds(seconds: number): string {
  return seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
}
