import type { JSX } from "preact";

import { navigate, noiseMode } from "../state/location.js";
import { map } from "../state/run.js";
import type { NoiseMode } from "../state/url-state.js";
import { formatCount, formatPercent } from "./format.js";

const MODES: readonly { readonly mode: NoiseMode; readonly name: string; readonly title: string }[] = [
  { mode: "shown", name: "Show", title: "Show them in gray" },
  { mode: "hidden", name: "Hide", title: "Leave them out (n)" },
  {
    mode: "nearest",
    name: "Nearest topic",
    title: "Draw each with its nearest topic, paler than the topic's own members (t)",
  },
];

/** How much belongs to no topic is never hidden; what becomes of it is the reader's choice. */
export function NoiseLine(): JSX.Element | null {
  const data = map.value;
  if (!data || data.groups.noiseCount === 0) return null;
  const { noiseCount } = data.groups;
  return (
    <div class="noise-line" role="group" aria-label="Documents that belong to no topic">
      <span title={`${formatCount(noiseCount)} of ${formatCount(data.ids.length)} documents`}>
        <strong>{formatPercent(noiseCount / data.ids.length)}</strong> belong to no topic
      </span>
      <span class="segments">
        {MODES.map(({ mode, name, title }) => (
          <button
            key={mode}
            type="button"
            title={title}
            aria-pressed={noiseMode.value === mode}
            onClick={() => navigate({ noise: mode }, { replace: true })}
          >
            {name}
          </button>
        ))}
      </span>
    </div>
  );
}
