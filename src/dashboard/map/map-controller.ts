import { effect, untracked } from "@preact/signals";

import { boundsOfMost, boundsOfRows, type Bounds } from "../../map/bounds.js";
import { rowsOf, sizeOf } from "../../map/label-groups.js";
import { rowOf, type MapData } from "../data/map-data.js";
import { ink, noiseRgb, paletteRgb, topicColor } from "../state/color-scheme.js";
import { documentDetails, hover, pointedRow, searchResults, selectDocument } from "../state/documents.js";
import { navigate, noiseMode, searchText, selectedDocument } from "../state/location.js";
import { coveredWidth } from "../state/page.js";
import { map, viewLabels } from "../state/run.js";
import { isTopicVisible } from "../state/topic-switches.js";
import { pointedLabel, selectedLabel, selectLabel, topics } from "../state/topics.js";
import { drawBuffers, NOTHING } from "./draw-buffers.js";
import { LabelLayer } from "./label-layer.js";
import { MapView, type Highlight } from "./map-view.js";
import { fitBounds, project, type Padding, type ViewTransform } from "../../map/view-transform.js";

/** Around what is framed. */
const MARGIN: Padding = { top: 76, right: 44, bottom: 36, left: 64 };
const NARROW_MARGIN: Padding = { top: 76, right: 24, bottom: 20, left: 24 };
const NARROW = 560;
/** Kept free of titles. */
const EDGE: Padding = { top: 52, right: 4, bottom: 4, left: 4 };
const NARROW_EDGE: Padding = { top: 52, right: 2, bottom: 44, left: 2 };
/** Where less than this were left free, what covers the map is not reckoned with. */
const LEAST_FREE = 400;

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
      effect(() => this.#labels.setReceded(selectedDocument.value !== null || searchText.value !== null)),
      effect(() => this.#keepEdgesFree()),
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
      this.#view.setPoints(NOTHING);
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
    const largest = data ? sizeOf(data.groups, 0) : 0;
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
      this.#view.view.width,
    );
    this.#labels.update(this.#view.view);
  }

  #keepEdgesFree(): void {
    const edge = this.#view.view.width < NARROW ? NARROW_EDGE : EDGE;
    this.#labels.setInsets({ ...edge, right: edge.right + coveredWidth.value });
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

  /** The map stays where it is as long as the document and its neighbors are in sight, and never goes closer for them. */
  #frameDocument(): void {
    const details = documentDetails.value.data;
    const data = map.value;
    if (!details || !data || details.id !== selectedDocument.peek()) return;
    const rows = [details, ...(details.neighbors ?? []).map(({ document }) => document)]
      .map(({ id }) => rowOf(data, id))
      .filter((row) => row >= 0);
    untracked(() => {
      if (rows.some((row) => !this.#isInSight(data, row)))
        this.#show(boundsOfRows(rows, data.x, data.y), true, this.#view.view.zoom);
    });
  }

  #frameSearch(): void {
    const { status, data: found } = searchResults.value;
    const data = map.value;
    if (status !== "ready" || !found || !data) return;
    const rows = (found.hits ?? []).map(({ document }) => rowOf(data, document.id)).filter((row) => row >= 0);
    untracked(() => {
      if (rows.some((row) => !this.#isInSight(data, row))) this.#show(data.bounds, true);
    });
  }

  #isInSight(data: MapData, row: number): boolean {
    const view = this.#view.view;
    const [left, top] = project(view, data.x[row]!, data.y[row]!);
    return left > 0 && top > 0 && left < view.width - covered(view.width) && top < view.height;
  }

  #show(bounds: Bounds, animate: boolean, closest?: number): void {
    const data = map.peek();
    const { width, height } = this.#view.view;
    if (!data || width === 0) return;
    const margin = width < NARROW ? NARROW_MARGIN : MARGIN;
    const padding = { ...margin, right: margin.right + covered(width) };
    this.#view.setFitZoom(fitBounds(data.bounds, width, height, padding).zoom);
    const target: ViewTransform = fitBounds(bounds, width, height, padding, data.bounds, closest);
    this.#view.show(target, animate);
  }
}

function covered(width: number): number {
  return width - coveredWidth.peek() < LEAST_FREE ? 0 : coveredWidth.peek();
}

/** The selected document with its neighbors, else what a search found; and what the pointer is on. */
function highlightOf(data: MapData): Highlight {
  const details = selectedDocument.value === null ? null : documentDetails.value.data;
  const lit = details
    ? (details.neighbors ?? []).map(({ document }) => document.id)
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
