import { computed, signal, type ReadonlySignal } from "@preact/signals";

import { connection } from "../api/connection.js";
import { collectionInUrl, searchText, selectedDocument, selectedTopic } from "./location.js";
import { collection, collections, runs } from "./overview.js";
import { map, run, shownRun } from "./run.js";

/** What the page as a whole has to say. */
export type PageState =
  "connecting" | "no-collection" | "empty" | "unclustered" | "loading" | "failed" | "no-map" | "ready";

export const pageState = computed((): PageState => {
  if (collections.value === null) return "connecting";
  if (collection.value === null) return collectionInUrl.value === null ? "empty" : "no-collection";
  const { status } = run.value;
  if (map.value !== null) return "ready";
  if (status === "failed") return "failed";
  if (status === "loading") return "loading";
  if (shownRun.value !== null) return "no-map";
  return collection.value.documentCount === 0 && runs.value.length === 0 ? "empty" : "unclustered";
});

/** Work that shows a sign of life; nothing does while the server is away. */
export const isBusy = computed(() => connection.value === "online" && run.value.status === "loading");

export type InspectorView = "document" | "search" | "topic" | null;

/** The panel on the right: the most particular thing that is selected. */
export const inspectorView = computed((): InspectorView => {
  if (selectedDocument.value !== null) return "document";
  if (searchText.value !== null) return "search";
  return selectedTopic.value !== null ? "topic" : null;
});

export const isLegendOpen = signal(matchMedia("(min-width: 860px)").matches);

/** As the style sheet has them: where the inspector lies over the map, and where the legend has room beside it. */
const isInspectorOverMap = mediaSignal("(min-width: 1181px)");
const isLegendBesideInspector = mediaSignal("(min-width: 1600px)");
const INSPECTOR_WIDTH = 344;
const LEGEND_WIDTH = 204;

/** Pixels at the right edge of the map that lie under the legend and the inspector. */
export const coveredWidth = computed(() => {
  const inspector = inspectorView.value !== null && isInspectorOverMap.value;
  const legend = isLegendOpen.value && (!inspector || isLegendBesideInspector.value);
  return (inspector ? INSPECTOR_WIDTH : 0) + (legend ? LEGEND_WIDTH : 0);
});

function mediaSignal(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const matches = signal(list.matches);
  list.addEventListener("change", () => (matches.value = list.matches));
  return matches;
}

export const isReclusterOpen = signal(false);
export const areShortcutsOpen = signal(false);
