import { computed, effect, signal } from "@preact/signals";

import { request } from "../api/client.js";
import { rowOf } from "../data/map-data.js";
import {
  DocumentNeighborsDocument,
  HoverDocumentDocument,
  SearchDocument,
  type HoverDocumentQuery,
} from "../operations.generated.js";
import { navigate, searchText, selectedDocument, selectedTopic } from "./location.js";
import { collectionName } from "./overview.js";
import { resource } from "./resource.js";
import { map, shownRunId } from "./run.js";

const NEIGHBORS = 10;
const SEARCH_RESULTS = 25;

const documentWanted = computed(() =>
  selectedDocument.value === null ? null : { id: selectedDocument.value, clustering: shownRunId.value },
);

/** The selected document with its neighbors. */
export const documentDetails = resource(documentWanted, async ({ id, clustering }, signal) => {
  const { document } = await request(DocumentNeighborsDocument, { id, clustering, k: NEIGHBORS }, { signal });
  if (!document) throw new Error("This document does not exist any more.");
  return document;
});

const searchWanted = computed(() =>
  searchText.value === null
    ? null
    : { text: searchText.value, collection: collectionName.value, clustering: shownRunId.value },
);

export const searchResults = resource(searchWanted, async (wanted, signal) => ({
  text: wanted.text,
  hits: (await request(SearchDocument, { ...wanted, k: SEARCH_RESULTS }, { signal })).search,
}));

export function selectDocument(id: string): void {
  navigate({ document: id });
}

/** The row of the document under the pointer in a list, or -1. */
export const pointedRow = signal(-1);

// A list that goes away from under the pointer says nothing more.
effect(() => {
  void [selectedDocument.value, searchText.value, selectedTopic.value];
  pointedRow.value = -1;
});

export function pointAt(id: string | null): void {
  pointedRow.value = id === null || !map.value ? -1 : rowOf(map.value, id);
}

/** A place of the pointer on the map, and the row under it. */
export interface Hover {
  readonly row: number;
  readonly x: number;
  readonly y: number;
}

export const hover = signal<Hover | null>(null);

export type HoverDocument = NonNullable<HoverDocumentQuery["document"]>;

const HOVER_PAUSE_MS = 60;
const MOST_CACHED = 500;
/** By run and document; a Map keeps the order of insertion, so the first is the oldest. */
const cache = new Map<string, HoverDocument>();

/** What is known of the document under the pointer; null until it has come. */
export const hoveredDocument = signal<HoverDocument | null>(null);

const hoveredId = computed(() => {
  const row = hover.value?.row ?? -1;
  return row < 0 ? null : (map.value?.ids[row] ?? null);
});

// Asked for only where the pointer rests, and once.
effect(() => {
  const id = hoveredId.value;
  const clustering = shownRunId.value;
  const key = `${clustering} ${id}`;
  hoveredDocument.value = cache.get(key) ?? null;
  if (id === null || hoveredDocument.peek() !== null) return undefined;
  const abort = new AbortController();
  const timer = setTimeout(() => void fetchHovered(key, id, clustering, abort.signal), HOVER_PAUSE_MS);
  return () => {
    clearTimeout(timer);
    abort.abort();
  };
});

async function fetchHovered(key: string, id: string, clustering: string | null, signal: AbortSignal): Promise<void> {
  try {
    const { document } = await request(HoverDocumentDocument, { id, clustering }, { signal });
    if (!document) return;
    const oldest = cache.keys().next();
    if (cache.size >= MOST_CACHED && !oldest.done) cache.delete(oldest.value);
    cache.set(key, document);
    if (!signal.aborted) hoveredDocument.value = document;
  } catch {
    // The card then shows the topic alone; the banner tells when the server is gone.
  }
}
