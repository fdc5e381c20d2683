import { computed, signal } from "@preact/signals";

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
export const isReclusterOpen = signal(false);
export const areShortcutsOpen = signal(false);
