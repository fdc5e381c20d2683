import type { MapController } from "./map-controller.js";

let active: MapController | null = null;

export function setActiveMap(controller: MapController | null): void {
  active = controller;
}

/** What buttons and keys do to the map; nothing while there is none. */
export const mapCommands = {
  fit: (): void => active?.fit(),
  zoomIn: (): void => active?.zoomBy(1),
  zoomOut: (): void => active?.zoomBy(-1),
  pan: (dx: number, dy: number): void => active?.panBy(dx, dy),
};
