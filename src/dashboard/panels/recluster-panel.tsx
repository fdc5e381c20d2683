import type { JSX } from "preact";

import { connection } from "../api/connection.js";
import { isRunning, isStarting, startRecluster } from "../state/job.js";
import { mapEngine } from "../state/map-engine.js";
import { canPreview, draft, preview } from "../state/recut-preview.js";
import { CLUSTER_SIZES, nearestStep, type RunSettings } from "../state/run-settings.js";
import { formatCountOf, formatPercent } from "./format.js";

const SELECTIONS = [
  {
    selection: "EOM",
    name: "Stable",
    title: "Topics that persist over the widest range of densities (excess of mass)",
  },
  { selection: "LEAF", name: "Small", title: "The smallest topics, the leaves of the tree" },
] as const;

const ENGINES = [
  { engine: "NATIVE", name: "Topograph", title: "This server's own UMAP: faster, in a tenth of the memory" },
  { engine: "UMAP_JS", name: "umap-js", title: "The umap-js library" },
] as const;

export function ReclusterPanel(): JSX.Element {
  const { minClusterSize, minSamples, selection } = draft.value;
  const set = (change: Partial<RunSettings>): void => {
    draft.value = { ...draft.value, ...change };
  };
  const step = nearestStep(minClusterSize);
  return (
    <form
      id="recluster"
      class="recluster"
      aria-label="Settings for a new run"
      onSubmit={(event) => {
        event.preventDefault();
        void startRecluster(draft.peek());
      }}
    >
      <label class="field">
        <span>Smallest topic</span>
        <input
          type="range"
          min={0}
          max={CLUSTER_SIZES.length - 1}
          value={step}
          aria-valuetext={formatCountOf(minClusterSize, "document")}
          onInput={({ currentTarget }) => set({ minClusterSize: CLUSTER_SIZES[currentTarget.valueAsNumber]! })}
        />
        <output>{minClusterSize}</output>
      </label>
      <label
        class="field"
        title="How many close neighbors a document needs to count as dense: lower leaves fewer documents without a topic"
      >
        <span>Min samples</span>
        <input
          type="range"
          min={1}
          max={20}
          value={minSamples}
          onInput={({ currentTarget }) => set({ minSamples: currentTarget.valueAsNumber })}
        />
        <output>{minSamples}</output>
      </label>
      <div class="field">
        <span id="selection-name">Choose</span>
        <span class="segments" role="group" aria-labelledby="selection-name">
          {SELECTIONS.map((each) => (
            <button
              key={each.selection}
              type="button"
              title={each.title}
              aria-pressed={selection === each.selection}
              onClick={() => set({ selection: each.selection })}
            >
              {each.name}
            </button>
          ))}
        </span>
      </div>
      <div class="field">
        <span id="engine-name">Map by</span>
        <span class="segments" role="group" aria-labelledby="engine-name">
          {ENGINES.map(({ engine, name, title }) => (
            <button
              key={engine}
              type="button"
              title={title}
              aria-pressed={mapEngine.value === engine}
              onClick={() => (mapEngine.value = engine)}
            >
              {name}
            </button>
          ))}
        </span>
      </div>
      <div class="recluster-foot">
        <Preview />
        <button
          type="submit"
          class="button primary"
          disabled={isRunning.value || isStarting.value || connection.value !== "online"}
        >
          Run
        </button>
      </div>
    </form>
  );
}

function Preview(): JSX.Element {
  const { status, data, error } = preview.value;
  if (!canPreview.value) return <p class="preview">Other min samples show when they are run.</p>;
  if (status === "failed") return <p class="preview">No preview: {error?.message}</p>;
  if (!data) return <p class="preview">…</p>;
  return (
    <p class="preview" role="status" data-pending={status === "loading"}>
      gives <strong>{formatCountOf(data.clusterCount, "topic")}</strong>,{" "}
      <strong>{formatPercent(data.noiseShare)}</strong> without
    </p>
  );
}
