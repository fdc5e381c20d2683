import { effect, untracked } from "@preact/signals";

import { boundsOfMost, type Bounds } from "../data/bounds.js";
import { rowsOf } from "../data/label-groups.js";
import { rowOf, type MapData } from "../data/map-data.js";
import { ink, noiseRgb, paletteRgb, topicColor } from "../state/color-scheme.js";
import { documentDetails, hover, pointedRow, searchResults, selectDocument } from "../state/documents.js";
import { navigate, noiseMode, searchText, selectedDocument } from "../state/location.js";
import { isLegendOpen } from "../state/page.js";
import { map, viewGroups, viewLabels } from "../state/run.js";
import { isTopicVisible } from "../state/topic-switches.js";
import { pointedLabel, selectedLabel, selectLabel, topics } from "../state/topics.js";
import { drawBuffers } from "./draw-buffers.js";
import { LabelLayer } from "./label-layer.js";
import { MapView, type Highlight } from "./map-view.js";
import { fitBounds, project, type Padding, type ViewTransform } from "./view-transform.js";

/** Around what is framed. */
const MARGIN: Padding = { top: 76, right: 44, bottom: 36, left: 64 };
/** Kept free of titles. */
const EDGE: Padding = { top: 52, right: 4, bottom: 4, left: 4 };
const LEGEND_WIDTH = 204;
/** In a narrower map the legend lies over it. */
const ROOMY = 620;

/** Keeps the drawing in step with the state of the page; the state never asks the drawing. */
export class MapController {
  readonly #view: MapView;
  readonly #labels: LabelLayer;
  readonly #stops: (() => void)[] = [];

  constructor(canvasParent: HTMLDivElement, labelParent: HTMLElement, onUnusable: (error: Error) => void) {
    this.#labels = new LabelLayer(labelParent, {
      onSelect: selectLabel,
      onPoint: (label) => (pointedLabel.value = label),
    });
    this.#view = new MapView(canvasParent, {
      onHover: (row, x, y) => (hover.value = row < 0 ? null : { row, x, y }),
      onClick: (row) => {
        const id = map.peek()?.ids[row];
        if (id !== undefined) selectDocument(id);
        else if (selectedDocument.peek() !== null) navigate({ document: null });
      },
      onView: (view) => this.#labels.update(view),
      onUnusable,
    });
    // In this order: the topics of a new run are framed after the run itself.
    this.#stops.push(
      effect(() => this.#view.setInk(ink.value)),
      effect(() => this.#drawPoints()),
      effect(() => this.#drawHighlight()),
      effect(() => this.#drawLabels()),
      effect(() => this.#frameRun()),
      effect(() => this.#frameTopic()),
      effect(() => this.#frameDocument()),
      effect(() => this.#frameSearch()),
    );
  }

  fit(): void {
    const data = map.peek();
    if (data) this.#show(data.bounds, true);
  }

  zoomBy(steps: number): void {
    this.#view.zoomBy(steps);
  }

  panBy(dx: number, dy: number): void {
    this.#view.panBy(dx, dy);
  }

  destroy(): void {
    for (const stop of this.#stops) stop();
    this.#labels.destroy();
    this.#view.destroy();
  }

  #drawPoints(): void {
    const data = map.value;
    const labels = viewLabels.value;
    if (!data || labels.length !== data.ids.length) {
      this.#view.setPoints({ rows: new Int32Array(0), positions: new Float32Array(0), colors: new Uint8Array(0) });
      return;
    }
    const points = drawBuffers(data, {
      labels,
      isVisible: isTopicVisible,
      noiseVisible: noiseMode.value !== "hidden",
      focus: pointedLabel.value ?? selectedLabel.value,
      receded: selectedDocument.value !== null || searchText.value !== null,
      palette: paletteRgb.value,
      noiseColor: noiseRgb.value,
    });
    this.#view.setPoints(points);
  }

  #drawHighlight(): void {
    const data = map.value;
    this.#view.setHighlight(data && highlightOf(data));
  }

  #drawLabels(): void {
    const data = map.value;
    const { offsets } = viewGroups.value;
    const largest = (offsets[1] ?? 0) - (offsets[0] ?? 0);
    const shown = data
      ? topics.value.filter(({ label }) => label < data.groups.clusterCount && isTopicVisible(label))
      : [];
    this.#labels.setLabels(
      shown.map(({ label, title, size }) => ({
        label,
        title,
        x: data!.centers.x[label]!,
        y: data!.centers.y[label]!,
        weight: Math.min(1, size / Math.max(1, largest)),
        color: topicColor(label),
      })),
    );
    this.#labels.setInsets({ ...EDGE, right: EDGE.right + (isLegendOpen.value ? LEGEND_WIDTH : 0) });
    this.#labels.update(this.#view.view);
  }

  #frameRun(): void {
    const data = map.value;
    if (data) untracked(() => this.#show(data.bounds, false));
  }

  #frameTopic(): void {
    const label = selectedLabel.value;
    const data = map.value;
    if (label === null || !data) return;
    const rows = rowsOf(data.groups, label);
    if (rows.length > 0) untracked(() => this.#show(boundsOfMost(rows, data.x, data.y), true));
  }

  /** A document clicked on the map is in sight; one from a list may not be, and the map then goes there. */
  #frameDocument(): void {
    const id = documentDetails.value.data?.id;
    const data = map.value;
    if (id === undefined || !data || id !== selectedDocument.peek()) return;
    const row = rowOf(data, id);
    if (row < 0 || this.#isInSight(data, row)) return;
    const rows = [
      row,
      ...(documentDetails.peek().data?.neighbors ?? []).map(({ document }) => rowOf(data, document.id)),
    ];
    untracked(() =>
      this.#show(
        boundsOfMost(
          rows.filter((each) => each >= 0),
          data.x,
          data.y,
        ),
        true,
      ),
    );
  }

  #frameSearch(): void {
    const { status, data: found } = searchResults.value;
    const data = map.value;
    if (status !== "ready" || !found || !data) return;
    const rows = found.hits.map(({ document }) => rowOf(data, document.id)).filter((row) => row >= 0);
    if (rows.some((row) => !this.#isInSight(data, row))) untracked(() => this.#show(data.bounds, true));
  }

  #isInSight(data: MapData, row: number): boolean {
    const view = this.#view.view;
    const [left, top] = project(view, data.x[row]!, data.y[row]!);
    return left > 0 && top > 0 && left < view.width && top < view.height;
  }

  #show(bounds: Bounds, animate: boolean): void {
    const data = map.peek();
    const { width, height } = this.#view.view;
    if (!data || width === 0) return;
    const legend = isLegendOpen.peek() && width > ROOMY ? LEGEND_WIDTH : 0;
    const padding = { ...MARGIN, right: MARGIN.right + legend };
    this.#view.setFitZoom(fitBounds(data.bounds, width, height, padding).zoom);
    const target: ViewTransform = fitBounds(bounds, width, height, padding, data.bounds);
    this.#view.show(target, animate);
  }
}

/** The selected document with its neighbors, else what a search found; and what the pointer is on. */
function highlightOf(data: MapData): Highlight {
  const details = selectedDocument.value === null ? null : documentDetails.value.data;
  const lit = details
    ? details.neighbors.map(({ document }) => document.id)
    : searchText.value === null
      ? []
      : (searchResults.value.data?.hits ?? []).map(({ document }) => document.id);
  const rows = lit.map((id) => rowOf(data, id)).filter((row) => row >= 0);
  const centerRow = details ? rowOf(data, details.id) : -1;
  const pointed = hover.value?.row ?? pointedRow.value;
  const colors = new Uint8Array(rows.length * 4);
  rows.forEach((row, place) => {
    const label = viewLabels.value[row] ?? -1;
    const color = label < 0 ? noiseRgb.value : paletteRgb.value[data.colors[label]!]!;
    colors.set([...color, 255], place * 4);
  });
  return {
    positions: Float32Array.from(rows.flatMap((row) => [data.x[row]!, data.y[row]!])),
    colors,
    center: centerRow < 0 ? null : [data.x[centerRow]!, data.y[centerRow]!],
    pointed: pointed < 0 || pointed >= data.ids.length ? null : [data.x[pointed]!, data.y[pointed]!],
  };
}
