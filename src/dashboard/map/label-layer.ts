import { labelsInFrame, placeLabels, type LabelCandidate, type PlacedLabel } from "../../map/label-placement.js";
import type { Padding, ViewTransform } from "../../map/view-transform.js";
import { wrapTitle } from "../../map/wrap-title.js";

export interface MapLabel {
  readonly label: number;
  readonly title: string;
  readonly x: number;
  readonly y: number;
  /** 0 small .. 1 the largest topic. */
  readonly weight: number;
  readonly color: string;
}

interface LabelLayerOptions {
  readonly onSelect: (label: number) => void;
  readonly onPoint: (label: number | null) => void;
}

const MOST_IN_SIGHT = 26;
const MAX_WIDTH = 150;
const MIN_WIDTH = 90;
/** Of the width of the map. */
const WIDTH_SHARE = 0.28;
const MAX_LINES = 2;
const LINE_HEIGHT = 1.22;
const PADDING_X = 4;
const PADDING_Y = 2;

/**
 * Topic titles as HTML over the map: text stays crisp, and a screen reader or a search on the page finds it. One element a
 * title, made once and moved by transforms.
 */
export class LabelLayer {
  readonly #root: HTMLElement;
  readonly #options: LabelLayerOptions;
  readonly #elements = new Map<number, HTMLElement>();
  #candidates: LabelCandidate[] = [];
  #placed: PlacedLabel[] = [];
  #placedScale = Number.NaN;
  #insets: Padding = { top: 0, right: 0, bottom: 0, left: 0 };

  constructor(parent: HTMLElement, options: LabelLayerOptions) {
    this.#options = options;
    this.#root = document.createElement("div");
    this.#root.className = "map-labels";
    parent.append(this.#root);
  }

  /**
   * @param labels the most important first
   * @param mapWidth a narrow map gets narrow titles
   */
  setLabels(labels: readonly MapLabel[], mapWidth: number): void {
    const maxWidth = Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, mapWidth * WIDTH_SHARE));
    const context = document.createElement("canvas").getContext("2d");
    const family = getComputedStyle(this.#root).fontFamily;
    this.#elements.clear();
    this.#candidates = labels.map((label) => {
      const size = fontSize(label.weight);
      if (context) context.font = `600 ${size}px ${family}`;
      const measure = (text: string): number => context?.measureText(text).width ?? text.length * size * 0.55;
      const lines = wrapTitle(label.title, measure, maxWidth, MAX_LINES);
      this.#elements.set(label.label, this.#createElement(label, lines, size));
      return {
        label: label.label,
        x: label.x,
        y: label.y,
        width: Math.max(...lines.map(measure), 0) + 2 * PADDING_X,
        height: lines.length * size * LINE_HEIGHT + 2 * PADDING_Y,
      };
    });
    this.#root.replaceChildren();
    this.#placedScale = Number.NaN;
  }

  /** The parts of the map that other things cover: no title goes there. */
  setInsets(insets: Padding): void {
    this.#insets = insets;
  }

  /** Single documents are lit up: titles step back. */
  setReceded(receded: boolean): void {
    this.#root.dataset["receded"] = String(receded);
  }

  update(view: ViewTransform): void {
    const scale = 2 ** view.zoom;
    if (scale !== this.#placedScale) {
      this.#placed = placeLabels(this.#candidates, scale);
      this.#placedScale = scale;
    }
    const inSight = new Set<Element>();
    for (const { label, left, top, width } of labelsInFrame(this.#placed, view, this.#insets, MOST_IN_SIGHT)) {
      const element = this.#elements.get(label);
      if (!element) continue;
      element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
      element.style.width = `${Math.ceil(width)}px`;
      if (!element.isConnected) this.#root.append(element);
      inSight.add(element);
    }
    for (const element of Array.from(this.#root.children)) {
      if (inSight.has(element)) continue;
      // It goes away from under the pointer without a word.
      if (element.matches(":hover")) this.#options.onPoint(null);
      element.remove();
    }
  }

  destroy(): void {
    this.#root.remove();
  }

  #createElement(label: MapLabel, lines: readonly string[], size: number): HTMLElement {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "map-label";
    element.dataset["label"] = String(label.label);
    // The topic list offers the same by keyboard, in order.
    element.tabIndex = -1;
    element.title = label.title;
    element.style.fontSize = `${size}px`;
    element.style.setProperty("--topic", label.color);
    for (const line of lines) {
      const span = document.createElement("span");
      span.textContent = line;
      element.append(span);
    }
    element.addEventListener("click", () => this.#options.onSelect(label.label));
    element.addEventListener("pointerenter", () => this.#options.onPoint(label.label));
    element.addEventListener("pointerleave", () => this.#options.onPoint(null));
    return element;
  }
}

function fontSize(weight: number): number {
  return Math.round(11 + 4 * Math.sqrt(weight));
}
