import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { HoverCard } from "../panels/hover-card.js";
import { Icon } from "../panels/icon.js";
import { Legend } from "../panels/legend.js";
import { NoiseLine } from "../panels/noise-line.js";
import { PageNotice } from "../panels/page-notice.js";
import { hover } from "../state/documents.js";
import { isBusy, pageState } from "../state/page.js";
import { shownRun } from "../state/run.js";
import { mapCommands, setActiveMap } from "./map-commands.js";
import { MapController } from "./map-controller.js";

const PAN_KEYS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-0.15, 0],
  ArrowRight: [0.15, 0],
  ArrowUp: [0, 0.15],
  ArrowDown: [0, -0.15],
};

export function MapPanel(): JSX.Element {
  const canvas = useRef<HTMLDivElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const failure = useSignal<string | null>(null);
  useEffect(() => {
    if (!canvas.current || !stage.current) return undefined;
    const controller = new MapController(canvas.current, stage.current, (error) => {
      console.error("The map cannot be drawn.", error);
      failure.value = error.message;
    });
    setActiveMap(controller);
    return () => {
      setActiveMap(null);
      controller.destroy();
    };
  }, [failure]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const pan = PAN_KEYS[event.key];
    if (!pan || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    mapCommands.pan(pan[0], pan[1]);
  };
  const isReady = pageState.value === "ready";
  return (
    <section class="map" aria-label="Map" aria-busy={isBusy.value}>
      <div
        class="map-stage"
        ref={stage}
        tabIndex={0}
        role="application"
        aria-label={describe()}
        onKeyDown={onKeyDown}
        onPointerLeave={() => (hover.value = null)}
      >
        <div class="map-canvas" ref={canvas} />
      </div>
      {isReady && (
        <>
          <NoiseLine />
          <Legend />
          <MapButtons />
          <HoverCard />
        </>
      )}
      {isBusy.value && <div class="map-loading" role="progressbar" aria-label="Loading the run" />}
      <PageNotice drawingFailure={failure.value} />
    </section>
  );
}

function describe(): string {
  const run = shownRun.value;
  if (!run) return "Map of the documents";
  return `Map of ${run.documentCount ?? 0} documents in ${run.clusterCount ?? 0} topics. Arrow keys move, plus and minus zoom.`;
}

function MapButtons(): JSX.Element {
  return (
    <div class="map-buttons" role="group" aria-label="Zoom">
      <button
        type="button"
        class="icon-button step"
        aria-label="Zoom in"
        title="Zoom in (+)"
        onClick={mapCommands.zoomIn}
      >
        <Icon name="plus" />
      </button>
      <button
        type="button"
        class="icon-button step"
        aria-label="Zoom out"
        title="Zoom out (-)"
        onClick={mapCommands.zoomOut}
      >
        <Icon name="minus" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label="Show everything"
        title="Show everything (f)"
        onClick={mapCommands.fit}
      >
        <Icon name="fit" />
      </button>
    </div>
  );
}
