import type { JSX } from "preact";

import { connection } from "../api/connection.js";
import { describeSettings, settingsOf, suggestedSettings } from "../state/run-settings.js";
import { isRunning, isStarting, startRecluster } from "../state/job.js";
import { shownRun } from "../state/run.js";

/** What the server found wrong with the run, each with a setting that was tried, a click away. */
export function RunWarnings(): JSX.Element | null {
  const run = shownRun.value;
  if (!run || run.warnings.length === 0) return null;
  return (
    <ul class="warnings" aria-label="Warnings">
      {run.warnings.map(({ code, message, suggestion }) => {
        const settings = suggestedSettings(suggestion);
        return (
          <li key={code}>
            <p>{message}</p>
            {settings !== null && (
              <button
                type="button"
                class="button small"
                title={describeSettings(settings)}
                disabled={isRunning.value || isStarting.value || connection.value !== "online"}
                onClick={() => void startRecluster({ ...settingsOf(run.params), ...settings })}
              >
                Recluster with these settings
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
