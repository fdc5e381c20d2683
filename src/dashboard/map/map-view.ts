import { Deck, LinearInterpolator, OrthographicView, type Layer } from "@deck.gl/core";
import { LineLayer, ScatterplotLayer } from "@deck.gl/layers";

import type { Rgb } from "../../map/palette.js";
import { NOTHING, type DrawBuffers } from "./draw-buffers.js";
import { followPointer } from "./map-pointer.js";
import { PointIndex } from "./point-index.js";
import { pointRadius } from "../../map/point-radius.js";
import { MAX_ZOOM, MIN_ZOOM, unproject, type ViewTransform } from "../../map/view-transform.js";

/** Points lit up over the map: rings around `rows`, and lines to them from `center` where there is one. */
export interface Highlight {
  /** x and y of each lit point. */
  readonly positions: Float32Array;
  /** Red, green, blue, alpha of each lit point. */
  readonly colors: Uint8Array;
  readonly center: readonly [x: number, y: number] | null;
  /** The one under the pointer, here or in a list. */
  readonly pointed: readonly [x: number, y: number] | null;
}

interface MapViewOptions {
  /** The row under the pointer, or -1. */
  readonly onHover: (row: number, x: number, y: number) => void;
  readonly onClick: (row: number) => void;
  readonly onView: (view: ViewTransform) => void;
  readonly onUnusable: (error: Error) => void;
}

interface BinaryData {
  readonly length: number;
  readonly attributes: Record<
    string,
    { readonly value: Float32Array | Uint8Array; readonly size: number; readonly normalized?: boolean }
  >;
}

const FLIGHT_MS = 450;
/** A point is under the pointer when it is no further away than this, in pixels. */
const REACH = 7;
const VIEW_ID = "map";

/** The drawing of the map: one WebGL canvas, fed with typed arrays. Knows nothing of topics or of the API. */
export class MapView {
  readonly #parent: HTMLElement;
  readonly #options: MapViewOptions;
  readonly #deck: Deck<OrthographicView>;
  readonly #stopFollowing: () => void;
  #view: ViewTransform;
  #fitZoom = 0;
  #points: DrawBuffers = NOTHING;
  // Kept between drawings: the library sends attributes to the graphics card again when `data` is another object.
  #pointData: BinaryData = { length: 0, attributes: {} };
  #highlight: Highlight | null = null;
  #litData: BinaryData = { length: 0, attributes: {} };
  #ink: Rgb = [0, 0, 0];
  /** Made when the pointer first needs it. */
  #index: PointIndex | null = null;
  #isOverPoint = false;
  #orders = 0;

  constructor(parent: HTMLDivElement, options: MapViewOptions) {
    this.#options = options;
    this.#parent = parent;
    this.#view = { targetX: 0, targetY: 0, zoom: 0, width: parent.clientWidth, height: parent.clientHeight };
    this.#deck = new Deck({
      parent,
      views: new OrthographicView({
        id: VIEW_ID,
        flipY: false,
        controller: { scrollZoom: { speed: 0.012, smooth: false }, doubleClickZoom: false },
      }),
      initialViewState: this.#deckState(this.#view, false),
      layers: [],
      getCursor: ({ isDragging }) => (isDragging ? "grabbing" : this.#isOverPoint ? "pointer" : "grab"),
      onViewStateChange: ({ viewState }) => this.#moved(viewState.target as number[], viewState.zoom as number),
      onResize: ({ width, height }) => {
        this.#view = { ...this.#view, width, height };
        this.#options.onView(this.#view);
      },
      onError: (error) => this.#options.onUnusable(error),
    });
    this.#stopFollowing = followPointer(parent, {
      onMove: (at) => {
        const row = at === null ? -1 : this.#rowAt(at);
        this.#isOverPoint = row >= 0;
        this.#options.onHover(row, at?.[0] ?? 0, at?.[1] ?? 0);
      },
      onClick: (at) => this.#options.onClick(this.#rowAt(at)),
    });
  }

  get view(): ViewTransform {
    return this.#view;
  }

  setPoints(points: DrawBuffers): void {
    this.#points = points;
    this.#index = null;
    this.#pointData = {
      length: points.rows.length,
      attributes: {
        getPosition: { value: points.positions, size: 2 },
        getFillColor: { value: points.colors, size: 4, normalized: true },
        getRadius: { value: points.sizes, size: 1 },
      },
    };
    this.#draw();
  }

  setHighlight(highlight: Highlight | null): void {
    this.#highlight = highlight;
    const { positions, colors } = highlight ?? { positions: new Float32Array(0), colors: new Uint8Array(0) };
    this.#litData = {
      length: positions.length / 2,
      attributes: {
        getPosition: { value: positions, size: 2 },
        getTargetPosition: { value: positions, size: 2 },
        getFillColor: { value: colors, size: 4, normalized: true },
      },
    };
    this.#draw();
  }

  /** @param ink the color of rings and lines */
  setInk(ink: Rgb): void {
    this.#ink = ink;
    this.#draw();
  }

  /** Tells which zoom shows everything; points grow from there. */
  setFitZoom(zoom: number): void {
    this.#fitZoom = zoom;
    this.#draw();
  }

  /** Moves there, in flight unless the reader asked for less motion. */
  show(view: Pick<ViewTransform, "targetX" | "targetY" | "zoom">, animate: boolean): void {
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const target = { ...this.#view, ...view };
    this.#deck.setProps({ initialViewState: this.#deckState(target, animate && !isCalm) });
    if (!animate || isCalm) this.#moved([target.targetX, target.targetY], target.zoom);
  }

  zoomBy(steps: number): void {
    const zoom = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, this.#view.zoom + steps));
    this.show({ ...this.#view, zoom }, true);
  }

  /** @param dx share of the width @param dy share of the height, upwards */
  panBy(dx: number, dy: number): void {
    const { targetX, targetY, zoom, width, height } = this.#view;
    this.show(
      { targetX: targetX + (dx * width) / 2 ** zoom, targetY: targetY + (dy * height) / 2 ** zoom, zoom },
      true,
    );
  }

  destroy(): void {
    this.#stopFollowing();
    this.#deck.finalize();
  }

  #rowAt([left, top]: readonly [number, number]): number {
    this.#index ??= new PointIndex(this.#points.positions);
    const [x, y] = unproject(this.#view, left, top);
    const point = this.#index.nearest(x, y, Math.max(REACH, this.#radius) / 2 ** this.#view.zoom);
    return this.#points.rows[point] ?? -1;
  }

  #moved([targetX = 0, targetY = 0]: readonly number[], zoom: number): void {
    const zoomed = zoom !== this.#view.zoom;
    this.#view = { ...this.#view, targetX, targetY, zoom };
    if (zoomed) this.#draw();
    this.#options.onView(this.#view);
  }

  #deckState(view: ViewTransform, animate: boolean): Record<string, unknown> {
    return {
      target: [view.targetX, view.targetY, 0],
      zoom: view.zoom,
      minZoom: MIN_ZOOM,
      maxZoom: MAX_ZOOM,
      // The library takes no notice of a state equal to the last one it was given, even when the reader has moved since.
      order: ++this.#orders,
      ...(animate && {
        transitionDuration: FLIGHT_MS,
        transitionInterpolator: new LinearInterpolator(["target", "zoom"]),
        transitionEasing: easeInOut,
      }),
    };
  }

  #draw(): void {
    // A canvas says nothing of what is on it: so much for those who cannot look.
    this.#parent.dataset["points"] = String(this.#pointData.length);
    this.#parent.dataset["lit"] = String(this.#litData.length);
    this.#deck.setProps({ layers: [this.#pointLayer(), ...this.#highlightLayers()] });
  }

  get #radius(): number {
    const { width, height, zoom } = this.#view;
    return pointRadius(this.#points.rowCount, width * height, zoom - this.#fitZoom);
  }

  #pointLayer(): Layer {
    return new ScatterplotLayer({
      id: "points",
      data: this.#pointData,
      radiusUnits: "pixels",
      radiusScale: this.#radius,
    });
  }

  #highlightLayers(): Layer[] {
    if (!this.#highlight) return [];
    const { center, pointed } = this.#highlight;
    const radius = Math.max(this.#radius * 1.25, 3.5);
    const layers: Layer[] = [];
    if (center) {
      layers.push(
        new LineLayer({
          id: "links",
          data: this.#litData,
          getSourcePosition: [center[0], center[1], 0],
          getColor: [...this.#ink, 130],
          getWidth: 1.2,
          widthUnits: "pixels",
        }),
      );
    }
    layers.push(
      new ScatterplotLayer({
        id: "lit",
        data: this.#litData,
        radiusUnits: "pixels",
        getRadius: radius,
        stroked: true,
        getLineColor: [...this.#ink, 235],
        lineWidthUnits: "pixels",
        getLineWidth: 1.4,
      }),
    );
    if (center) layers.push(this.#ring("center", center, radius + 4, 2.2));
    if (pointed) layers.push(this.#ring("pointed", pointed, radius + 3, 1.6));
    return layers;
  }

  #ring(id: string, [x, y]: readonly [number, number], radius: number, width: number): Layer {
    return new ScatterplotLayer({
      id,
      data: { length: 1, attributes: { getPosition: { value: Float32Array.of(x, y), size: 2 } } },
      radiusUnits: "pixels",
      getRadius: radius,
      filled: false,
      stroked: true,
      getLineColor: [...this.#ink, 255],
      lineWidthUnits: "pixels",
      getLineWidth: width,
    });
  }
}

function easeInOut(t: number): number {
  return t < 0.5 ? 4 * t ** 3 : 1 - (-2 * t + 2) ** 3 / 2;
}
