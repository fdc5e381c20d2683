import type { JSX } from "preact";

import { navigate, runInUrl } from "../state/location.js";
import { runs, type RunSummary } from "../state/overview.js";
import { shownRun } from "../state/run.js";
import { formatCountOf, formatPercent, formatTime } from "./format.js";

/** Runs with a result, newest first; the first is followed: a newer one takes its place by itself. */
export function RunPicker(): JSX.Element | null {
  const done = runs.value.filter((run) => run.status === "SUCCEEDED");
  if (done.length === 0) return null;
  const isElsewhere = runInUrl.value !== null && !done.some((run) => run.id === runInUrl.value);
  return (
    <label class="picker">
      <span class="picker-name">Run</span>
      <select
        value={runInUrl.value ?? ""}
        onChange={({ currentTarget }) => navigate({ run: currentTarget.value || null, topic: null })}
      >
        <option value="">newest · {describeRun(done[0]!)}</option>
        {isElsewhere && (
          <option value={runInUrl.value!}>{shownRun.value ? describeRun(shownRun.value) : "older run"}</option>
        )}
        {done.map((run) => (
          <option key={run.id} value={run.id}>
            {describeRun(run)}
          </option>
        ))}
      </select>
    </label>
  );
}

type Described = Pick<RunSummary, "requestedAt" | "clusterCount" | "noiseShare" | "params">;

function describeRun({ requestedAt, clusterCount, noiseShare, params }: Described): string {
  const { minClusterSize, minSamples, selection } = params;
  return `${formatTime(requestedAt)} · ${minClusterSize}/${minSamples} ${selection === "EOM" ? "" : "leaf "}· ${formatCountOf(clusterCount ?? 0, "topic")}, ${formatPercent(noiseShare ?? 0)} none`;
}
